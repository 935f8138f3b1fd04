{{/* The pod, the same in a StatefulSet and a Deployment. */}}
{{- define "flowbridge.pod" -}}
metadata:
  labels:
    {{- include "flowbridge.labels" (dict "root" . "labels" .Values.podLabels) | nindent 4 }}
  {{- $common := default dict .Values.commonAnnotations }}
  {{- $annotations := merge dict (default dict .Values.podAnnotations) $common }}
  {{- $isOurs := not (include "flowbridge.hasExistingConfig" .) }}
  {{- if and $isOurs (include "flowbridge.restartsOnConfigChange" .) }}
  {{- $_ := set $annotations "checksum/config" (include "flowbridge.config" . | sha256sum) }}
  {{- end }}
  {{- with $annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "flowbridge.serviceAccountName" . | quote }}
  automountServiceAccountToken: false
  # Kubernetes would set FLOWBRIDGE_PORT and the like for a service called flowbridge, and
  # flowbridge refuses variables of that name which are no option.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  securityContext:
    {{- include "flowbridge.podSecurityContext" . | nindent 4 }}
  {{- with .Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . | quote }}
    {{- end }}
  {{- end }}
  {{- with .Values.initContainers }}
  initContainers:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  containers:
    - name: flowbridge
      image: {{ include "flowbridge.image" (dict "root" . "image" .Values.image) }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command: [flowbridge]
      args:
        - --config.file=/etc/flowbridge/config/{{ include "flowbridge.configKey" . }}
        - --storage.path={{ .Values.storage.path }}
        - --web.listen-address=:9590
        {{- if .Values.reloader.enabled }}
        - --web.enable-lifecycle
        {{- end }}
        {{- with .Values.extraArgs }}
        {{- tpl (toYaml .) $ | nindent 8 }}
        {{- end }}
      {{- with .Values.extraEnv }}
      env:
        {{- tpl (toYaml .) $ | nindent 8 }}
      {{- end }}
      {{- with .Values.extraEnvFrom }}
      envFrom:
        {{- tpl (toYaml .) $ | nindent 8 }}
      {{- end }}
      ports:
        - name: http
          containerPort: 9590
      {{- range $probe := list "startupProbe" "livenessProbe" "readinessProbe" }}
      {{- with get $.Values $probe }}
      {{ $probe }}:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- with .Values.lifecycle }}
      lifecycle:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "flowbridge.securityContext" . | nindent 8 }}
      volumeMounts:
        - name: state
          mountPath: {{ .Values.storage.path }}
        {{- $volumes := include "flowbridge.secretVolumes" . | fromYaml }}
        {{- $folders := dict "root" . "folders" (keys $volumes | sortAlpha) }}
        {{- include "flowbridge.configMounts" $folders | nindent 8 }}
        {{- with .Values.extraVolumeMounts }}
        {{- tpl (toYaml .) $ | nindent 8 }}
        {{- end }}
    {{- if .Values.reloader.enabled }}
    - name: reloader
      image: {{ include "flowbridge.image" (dict "root" . "image" .Values.reloader.image) }}
      imagePullPolicy: {{ .Values.reloader.image.pullPolicy }}
      args:
        - --watched-dir=/etc/flowbridge/config
        {{- if hasKey (include "flowbridge.secretVolumes" . | fromYaml) "kafka" }}
        - --watched-dir=/etc/flowbridge/secrets/kafka
        {{- end }}
        - --reload-url=http://127.0.0.1:9590/-/reload
        - --listen-address=127.0.0.1:8080
      {{- with .Values.reloader.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "flowbridge.securityContext" . | nindent 8 }}
      # What it watches; it needs no other secret.
      volumeMounts:
        {{- include "flowbridge.configMounts" (dict "root" . "folders" (list "kafka")) | nindent 8 }}
    {{- end }}
    {{- with .Values.sidecars }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
  volumes:
    - name: config
      {{- if .Values.existingSecret.name }}
      secret:
        secretName: {{ .Values.existingSecret.name | quote }}
        defaultMode: 0440
      {{- else }}
      configMap:
        name: {{ default (include "flowbridge.fullname" .) .Values.existingConfigMap.name | quote }}
      {{- end }}
    {{- range $folder, $files := include "flowbridge.secretVolumes" . | fromYaml }}
    - name: secrets-{{ $folder }}
      projected:
        defaultMode: 0440
        sources:
          {{- toYaml $files | nindent 10 }}
    {{- end }}
    {{- if not .Values.persistence.enabled }}
    - name: state
      emptyDir:
        sizeLimit: {{ .Values.persistence.size }}
    {{- else if .Values.persistence.existingClaim }}
    - name: state
      persistentVolumeClaim:
        claimName: {{ tpl .Values.persistence.existingClaim . | quote }}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
  {{- range $key := list "nodeSelector" "tolerations" "affinity" "priorityClassName"
        "runtimeClassName" "hostAliases" "dnsPolicy" "dnsConfig" }}
  {{- with get $.Values $key }}
  {{- toYaml (dict $key .) | nindent 2 }}
  {{- end }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    {{- $labels := include "flowbridge.selectorLabels" $ | fromYaml }}
    {{- $selector := dict "labelSelector" (dict "matchLabels" $labels) }}
    - {{ toYaml (ternary . (merge $selector .) (hasKey . "labelSelector")) | indent 6 | trim }}
    {{- end }}
  {{- end }}
{{- end -}}

{{- define "flowbridge.configKey" -}}
{{- $isSecret := ne .Values.existingSecret.name "" -}}
{{- ternary .Values.existingSecret.key .Values.existingConfigMap.key $isSecret -}}
{{- end -}}

{{/* Where the configuration and secrets are. Whole folders, so that changes are seen. Context: a dict
of root, and of folders, the secrets that are wanted. */}}
{{- define "flowbridge.configMounts" -}}
- name: config
  mountPath: /etc/flowbridge/config
  readOnly: true
{{- $folders := .folders }}
{{- range $folder, $_ := include "flowbridge.secretVolumes" .root | fromYaml }}
{{- if has $folder $folders }}
- name: secrets-{{ $folder }}
  mountPath: /etc/flowbridge/secrets/{{ $folder }}
  readOnly: true
{{- end }}
{{- end }}
{{- end -}}
