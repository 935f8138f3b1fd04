{{/* Names, labels and images. */}}

{{- define "flowbridge.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* 52: a pod of a StatefulSet has its name, "-0", and a hash of 10 in a label of 63. */}}
{{- define "flowbridge.fullname" -}}
{{- $name := include "flowbridge.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- $name = .Values.fullnameOverride -}}
{{- else if not (contains $name .Release.Name) -}}
{{- $name = printf "%s-%s" .Release.Name $name -}}
{{- else -}}
{{- $name = .Release.Name -}}
{{- end -}}
{{- $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "flowbridge.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{/* Where the service is. */}}
{{- define "flowbridge.address" -}}
{{ include "flowbridge.fullname" . }}.{{ include "flowbridge.namespace" . }}.svc:
{{- .Values.service.port -}}
{{- end -}}

{{- define "flowbridge.serviceAccountName" -}}
{{- $made := ternary (include "flowbridge.fullname" .) "default" .Values.serviceAccount.create -}}
{{- default $made .Values.serviceAccount.name -}}
{{- end -}}

{{/* What never changes, and so may select. The component keeps the test's pod out of services. */}}
{{- define "flowbridge.selectorLabels" -}}
app.kubernetes.io/name: {{ include "flowbridge.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: bridge
{{- end -}}

{{/* Labels of an object. Context: a dict of root, and of labels and component if it has any. */}}
{{- define "flowbridge.labels" -}}
{{- $root := .root -}}
{{- $labels := include "flowbridge.selectorLabels" $root | fromYaml -}}
{{- $chart := printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" -}}
{{- $_ := set $labels "helm.sh/chart" $chart -}}
{{- $_ := set $labels "app.kubernetes.io/version" ($root.Chart.AppVersion | replace "+" "_") -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" $root.Release.Service -}}
{{- $_ := set $labels "app.kubernetes.io/part-of" "flowbridge" -}}
{{- with .component }}{{ $_ := set $labels "app.kubernetes.io/component" . }}{{ end -}}
{{- toYaml (merge $labels (default dict .labels) (default dict $root.Values.commonLabels)) -}}
{{- end -}}

{{/* Name, namespace, labels and annotations of an object. Context: a dict of root, and of name or
suffix, namespace, labels, annotations and component if it has any. */}}
{{- define "flowbridge.metadata" -}}
{{- $fullname := include "flowbridge.fullname" .root -}}
{{- if .suffix }}{{ $fullname = printf "%s-%s" $fullname .suffix }}{{ end -}}
name: {{ default $fullname .name | quote }}
namespace: {{ default (include "flowbridge.namespace" .root) .namespace | quote }}
labels:
  {{- include "flowbridge.labels" . | nindent 2 }}
{{- with merge dict (default dict .annotations) (default dict .root.Values.commonAnnotations) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* An image's reference. Context: a dict of root and image. */}}
{{- define "flowbridge.image" -}}
{{- $registry := default .image.registry .root.Values.global.imageRegistry -}}
{{- with $registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{- .image.repository -}}
{{- if .image.digest -}}
@{{ .image.digest }}
{{- else -}}
:{{ default .root.Chart.AppVersion .image.tag }}
{{- end -}}
{{- end -}}

{{/* The pod's security context, without what OpenShift chooses. */}}
{{- define "flowbridge.podSecurityContext" -}}
{{- $context := .Values.podSecurityContext -}}
{{- if .Values.openshift.enabled -}}
{{- $context = omit $context "runAsUser" "runAsGroup" "fsGroup" -}}
{{- end -}}
{{- toYaml $context -}}
{{- end -}}

{{- define "flowbridge.securityContext" -}}
{{- $context := .Values.securityContext -}}
{{- if .Values.openshift.enabled }}
{{- $context = omit $context "runAsUser" "runAsGroup" -}}
{{- end -}}
{{- toYaml $context -}}
{{- end -}}

{{/* Seconds of a duration such as 1h30m; 0 if it is none. */}}
{{- define "flowbridge.seconds" -}}
{{- $units := dict "w" 604800 "d" 86400 "h" 3600 "m" 60 "s" 1 -}}
{{- $seconds := 0 -}}
{{- range regexFindAll "[0-9]+(ms|[wdhms])" (toString .) -1 -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{- $seconds = add $seconds (mul $number (get $units (regexFind "[a-z]+$" .) | default 0)) -}}
{{- end -}}
{{- $seconds -}}
{{- end -}}

{{/* Bytes of a size such as 10GiB (flowbridge's) or 16Gi (Kubernetes's). */}}
{{- define "flowbridge.bytes" -}}
{{- $units := dict
      "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15
      "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 "Pi" 1125899906842624.0 -}}
{{- $text := ternary (. | toJson) (toString .) (kindIs "float64" .) | trimSuffix "B" -}}
{{- $number := regexFind "^[0-9.]+" $text | float64 -}}
{{- mulf $number (get $units (regexFind "[a-zA-Z]+$" $text) | default 1.0) | int64 -}}
{{- end -}}

{{/* A URL as it may be shown: without a user, a password or a query. */}}
{{- define "flowbridge.shownUrl" -}}
{{- regexReplaceAll "://.*@" . "://" | regexFind "^[^?#]*" -}}
{{- end -}}

{{/* Is there a file of the user's, in which we cannot look? */}}
{{- define "flowbridge.hasExistingConfig" -}}
{{- if or .Values.existingConfigMap.name .Values.existingSecret.name }}true{{ end -}}
{{- end -}}

{{/* Is there an autoscaler, which owns the number of replicas? */}}
{{- define "flowbridge.autoscaled" -}}
{{- with .Values.autoscaling -}}
{{- if or .external.enabled .hpa.enabled .keda.enabled }}true{{ end -}}
{{- end -}}
{{- end -}}

{{/* Its topics, as a list: config may also have a text with commas. */}}
{{- define "flowbridge.topics" -}}
{{- $written := (include "flowbridge.config" . | fromYaml).kafka.topics | default list -}}
{{- $topics := list -}}
{{- range kindIs "slice" $written | ternary $written (toString $written | splitList ",") -}}
{{- $topics = append $topics (toString .) -}}
{{- end -}}
{{- toYaml $topics -}}
{{- end -}}

{{/* Does a changed configuration make a new pod? */}}
{{- define "flowbridge.restartsOnConfigChange" -}}
{{- $given := .Values.restartOnConfigChange -}}
{{- if ternary $given (not .Values.reloader.enabled) (kindIs "bool" $given) }}true{{ end -}}
{{- end -}}
