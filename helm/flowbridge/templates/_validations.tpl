{{/*
What the schema cannot see: what is missing, and values that contradict each other. All of it is
said at once, each with the value to change. What is in the configuration itself, flowbridge
check-config judges.
*/}}

{{- define "flowbridge.validate" -}}
{{- $problems := list -}}
{{- $parts := list
      "config" "secrets" "kafka" "remoteWrite" "storage" "replicas" "autoscaling" "strimzi"
      "other" -}}
{{- range $part := $parts -}}
{{- range include (printf "flowbridge.problems.%s" $part) $ | splitList "\n" -}}
{{- with trim . }}{{ $problems = append $problems (printf "- %s" .) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if $problems -}}
{{- fail (printf "these values cannot work:\n%s" (join "\n" $problems)) -}}
{{- end -}}
{{- end -}}

{{/* The values that are options, as values.yaml has them: what differs was given. */}}
{{- define "flowbridge.optionDefaults" -}}
kafka.groupId: flowbridge
kafka.mode: static
kafka.partitions: all
kafka.start: 30m
storage.limit: 10GiB
selfMonitoring.push.enabled: true
{{- end -}}

{{/* Where the configuration is from. Each line is a problem; so in all of these. */}}
{{- define "flowbridge.problems.config" -}}
{{- if and .Values.existingConfigMap.name .Values.existingSecret.name }}
existingConfigMap and existingSecret exclude each other: there is one configuration file
{{- end }}
{{- if include "flowbridge.hasExistingConfig" . }}
{{- range $key := list "asn" "remoteWrite" "externalLabels" "config" }}
{{- if get $.Values $key }}
{{ $key }} has no effect, because a file of yours is the configuration: write it there
{{- end }}
{{- end }}
{{- range $key := list "brokers" "topics" "property" }}
{{- if get $.Values.kafka $key }}
kafka.{{ $key }} has no effect, because a file of yours is the configuration: write it there
{{- end }}
{{- end }}
{{- $given := dict
      "kafka.groupId" .Values.kafka.groupId
      "kafka.mode" .Values.kafka.mode
      "kafka.partitions" .Values.kafka.partitions
      "kafka.start" .Values.kafka.start
      "storage.limit" .Values.storage.limit
      "selfMonitoring.push.enabled" .Values.selfMonitoring.push.enabled }}
{{- range $key, $default := include "flowbridge.optionDefaults" . | fromYaml }}
{{- if ne (get $given $key | toString) (toString $default) }}
{{ $key }} has no effect, because a file of yours is the configuration: write it there
{{- end }}
{{- end }}
{{- else }}
{{- $config := include "flowbridge.config" . | fromYaml }}
{{- if not $config.asn }}
asn is empty: say your own AS numbers, as in asn: [64496]
{{- end }}
{{- if not $config.kafka.brokers }}
kafka.brokers is empty: say where Kafka is, as in kafka.brokers: [kafka:9092]
{{- end }}
{{- if not $config.kafka.topics }}
kafka.topics is empty: say where flow records are, as in kafka.topics: [pmacct.acct]
{{- end }}
{{- if not $config.remote_write }}
remoteWrite is empty: say where samples go, as in remoteWrite: [{url: "http://prometheus:9090/api/v1/write"}]
{{- end }}
{{- with .Values.config }}
{{- if and .remote_write $.Values.remoteWrite }}
config.remote_write and remoteWrite are both given: destinations are in one of them
{{- end }}
{{- if (default dict .storage).path }}
config.storage.path has no effect: set storage.path, where the volume is mounted
{{- end }}
{{- if hasKey (default dict .web) "listen_address" }}
config.web.listen_address has no effect: flowbridge listens on :9590; set service.port for another one outside
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "flowbridge.problems.kafka" -}}
{{- with .Values.kafka }}
{{- $sasl := .sasl }}
{{- $property := default dict .property }}
{{- if and $sasl.mechanism (not $sasl.existingSecret.name) }}
kafka.sasl.mechanism is {{ $sasl.mechanism }} without kafka.sasl.existingSecret.name: say which secret has the password
{{- end }}
{{- if and $sasl.mechanism (not $sasl.username) (not $sasl.existingSecret.usernameKey) }}
kafka.sasl has no user: give kafka.sasl.username, or kafka.sasl.existingSecret.usernameKey if the secret has it
{{- end }}
{{- if and $sasl.username $sasl.existingSecret.usernameKey }}
kafka.sasl.username and kafka.sasl.existingSecret.usernameKey exclude each other
{{- end }}
{{- if and (not $sasl.mechanism) (or $sasl.username $sasl.existingSecret.name) }}
kafka.sasl.mechanism is empty, so the user and the secret beside it have no effect: say PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
{{- end }}
{{- if and (not .tls.enabled) (or .tls.caSecret.name .tls.clientSecret.name) }}
kafka.tls.enabled is false, so its secrets have no effect: set it to true
{{- end }}
{{- range $key, $_ := .propertyFrom }}
{{- if hasKey $property $key }}
{{ $key }} is in kafka.property and in kafka.propertyFrom: it has one value
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "flowbridge.problems.remoteWrite" -}}
{{- $names := list }}
{{- $several := gt (len (default list .Values.remoteWrite)) 1 }}
{{- range $i, $each := .Values.remoteWrite }}
{{- $what := printf "remoteWrite[%d]" $i }}
{{- if and $several (not .name) }}
{{ $what }} has no name: with several destinations each has one, under which is kept how far it has come
{{- end }}
{{- if and .name (has .name $names) }}
{{ $what }}.name is {{ .name }}, as another's: names differ
{{- end }}
{{- $names = append $names .name }}
{{- $ways := list }}
{{- range list "basicAuth" "bearerToken" "oauth2" "sigv4" "azuread" }}
{{- if hasKey $each . }}{{ $ways = append $ways . }}{{ end }}
{{- end }}
{{- if gt (len $ways) 1 }}
{{ $what }} has {{ join " and " $ways }}: a destination has one way to show who sends
{{- end }}
{{- if and .tenant (has "x-scope-orgid" (splitList "\n" (keys (default dict .headers) | join "\n" | lower))) }}
{{ $what }} has a tenant and a header X-Scope-OrgID, which are the same: take one of them away
{{- end }}
{{- if and .sigv4 (default dict .sigv4).accessKey (not (default dict .sigv4).existingSecret) }}
{{ $what }}.sigv4 has an accessKey without existingSecret: say which secret has the secret key
{{- end }}
{{- end }}
{{- end -}}

{{- define "flowbridge.problems.storage" -}}
{{- with .Values.persistence }}
{{- if and (eq $.Values.kind "Deployment") .enabled }}
kind is Deployment and persistence.enabled is true: state needs a StatefulSet; without state set persistence.enabled to false
{{- end }}
{{- if and .existingClaim (not .enabled) }}
persistence.existingClaim has no effect, because persistence.enabled is false
{{- end }}
{{- if and (not .existingClaim) (not (include "flowbridge.hasExistingConfig" $)) }}
{{- $limit := (include "flowbridge.config" $ | fromYaml).storage.limit }}
{{- $most := div (mul (include "flowbridge.bytes" .size | int64) 3) 4 }}
{{- if gt (include "flowbridge.bytes" $limit | int64) $most }}
storage.limit is {{ $limit }}, more than three quarters of persistence.size, {{ .size }}: make the volume larger or the limit smaller
{{- end }}
{{- end }}
{{- end }}
{{- $timeout := include "flowbridge.shutdownTimeout" . }}
{{- $sleep := int64 (dig "preStop" "sleep" "seconds" 0 (default dict .Values.lifecycle)) }}
{{- if $timeout }}
{{- $least := add (include "flowbridge.seconds" $timeout | int64) 5 $sleep }}
{{- if lt (int64 .Values.terminationGracePeriodSeconds) $least }}
terminationGracePeriodSeconds is {{ .Values.terminationGracePeriodSeconds | int64 }}, but flowbridge sends for {{ $timeout }} more when it ends (config.shutdown.timeout){{ if $sleep }}, and preStop sleeps for {{ $sleep }} s before{{ end }}: {{ $least }} at least
{{- end }}
{{- end }}
{{- $path := clean .Values.storage.path }}
{{- if or (has $path (list "/" "/etc")) (eq $path "/etc/flowbridge") (hasPrefix "/etc/flowbridge/" $path) }}
storage.path is {{ .Values.storage.path }}, where the configuration and secrets are: take another one
{{- end }}
{{- end -}}

{{/* How long flowbridge sends when it ends, as it is told: by an argument, a variable or the
configuration, in this order. Empty if a file of the user's may say it. */}}
{{- define "flowbridge.shutdownTimeout" -}}
{{- $timeout := "" -}}
{{- if not (include "flowbridge.hasExistingConfig" .) -}}
{{- $timeout = (include "flowbridge.config" . | fromYaml).shutdown | default dict | dig "timeout" "10s" -}}
{{- end -}}
{{- range default list .Values.extraEnv -}}
{{- if eq (default "" .name) "FLOWBRIDGE_SHUTDOWN_TIMEOUT" }}{{ $timeout = default $timeout .value }}{{ end -}}
{{- end -}}
{{- $before := "" -}}
{{- range .Values.extraArgs -}}
{{- if hasPrefix "--shutdown.timeout=" . }}{{ $timeout = trimPrefix "--shutdown.timeout=" . }}{{ end -}}
{{- if eq $before "--shutdown.timeout" }}{{ $timeout = . }}{{ end -}}
{{- $before = . -}}
{{- end -}}
{{- $timeout -}}
{{- end -}}

{{- define "flowbridge.problems.replicas" -}}
{{- $replicas := int .Values.replicas }}
{{- $partitions := (include "flowbridge.config" . | fromYaml).kafka.partitions }}
{{- if and (gt $replicas 1) (eq .Values.kafka.mode "static") }}
replicas is {{ $replicas }}, but with kafka.mode=static each pod reads all partitions and counts every byte again: 1 at most; for other topics or partitions make another release
{{- end }}
{{- if and (kindIs "slice" $partitions) (gt $replicas (len $partitions)) }}
replicas is {{ $replicas }}, more than the partitions of kafka.partitions: a partition has one reader
{{- end }}
{{- if and (gt $replicas 1) .Values.persistence.existingClaim }}
replicas is {{ $replicas }}, but persistence.existingClaim is one volume, and each pod needs its own
{{- end }}
{{- end -}}

{{- define "flowbridge.problems.autoscaling" -}}
{{- $ways := list }}
{{- range list "external" "hpa" "keda" }}
{{- if (get $.Values.autoscaling .).enabled }}
{{- $ways = append $ways (printf "autoscaling.%s" .) }}
{{- end }}
{{- end }}
{{- if gt (len $ways) 1 }}
{{ join " and " $ways }} are both enabled: the number of pods has one owner
{{- end }}
{{- if and $ways (eq .Values.kafka.mode "static") }}
{{ first $ways }} needs several replicas, and with kafka.mode=static, the only one so far, there is one
{{- end }}
{{- $partitions := (include "flowbridge.config" . | fromYaml).kafka.partitions }}
{{- with .Values.autoscaling.keda }}
{{- if .enabled }}
{{- if and (kindIs "slice" $partitions) (gt (int .maxReplicaCount) (len $partitions)) }}
autoscaling.keda.maxReplicaCount is {{ int .maxReplicaCount }}, more than the partitions of kafka.partitions: further pods would have nothing to read
{{- end }}
{{- if and $.Values.kafka.sasl.mechanism (not $.Values.kafka.sasl.existingSecret.usernameKey) }}
autoscaling.keda asks Kafka as the same user, and takes its name from a secret: give kafka.sasl.existingSecret.usernameKey instead of kafka.sasl.username
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "flowbridge.problems.strimzi" -}}
{{- $kafka := (include "flowbridge.config" . | fromYaml).kafka }}
{{- $property := default dict $kafka.property }}
{{- $mechanism := get $property "sasl.mechanism" }}
{{- $username := get $property "sasl.username" | toString }}
{{- $isUsed := or .Values.strimzi.kafkaUser.enabled .Values.strimzi.kafkaTopic.enabled }}
{{- if and $isUsed (include "flowbridge.hasExistingConfig" .) }}
strimzi has no topics to make objects for, because a file of yours is the configuration: write the KafkaUser and the KafkaTopics yourself, as extraObjects
{{- end }}
{{- with .Values.strimzi }}
{{- if and $isUsed (not .cluster) }}
strimzi.cluster is empty: say in which Kafka cluster the user and the topics are
{{- end }}
{{- if and .kafkaUser.enabled (eq .kafkaUser.authentication "scram-sha-512") }}
{{- if and $mechanism (ne $mechanism "SCRAM-SHA-512") }}
kafka.sasl.mechanism is {{ $mechanism }}, but strimzi.kafkaUser.authentication is scram-sha-512
{{- end }}
{{- $name := default (include "flowbridge.fullname" $) .kafkaUser.name }}
{{- if and $username (ne $username $name) }}
kafka.sasl.username is {{ $username }}, but the KafkaUser is called {{ $name }}: give both the same name, by strimzi.kafkaUser.name
{{- end }}
{{- end }}
{{- if .kafkaTopic.enabled }}
{{- $objects := dict }}
{{- range include "flowbridge.topics" $ | fromYamlArray }}
{{- $name := include "flowbridge.topicObject" . }}
{{- if hasKey $objects $name }}
topics {{ get $objects $name }} and {{ . }} would both be KafkaTopic {{ $name }}: write one of the objects yourself, as extraObjects
{{- end }}
{{- $_ := set $objects $name . }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "flowbridge.problems.other" -}}
{{- $fullname := include "flowbridge.fullname" . }}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $fullname) }}
{{ $fullname }} is no name for a Service, which begins with a small letter and has those, digits and "-": set fullnameOverride
{{- end }}
{{- range $probe := list "startupProbe" "livenessProbe" "readinessProbe" }}
{{- $ways := list }}
{{- range $way := list "httpGet" "exec" "tcpSocket" "grpc" }}
{{- if hasKey (get $.Values $probe | default dict) $way }}{{ $ways = append $ways $way }}{{ end }}
{{- end }}
{{- if gt (len $ways) 1 }}
{{ $probe }} has {{ join " and " $ways }}: a probe has one way to ask; set {{ first $ways }} to null
{{- end }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (include "flowbridge.hasExistingConfig" .) }}
{{- range list "kafka" "remoteWrite" }}
{{- if not (get $.Values.networkPolicy .).ports }}
networkPolicy.{{ . }}.ports is empty, and there are no addresses to take them from, because a file of yours is the configuration
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.serviceMonitor.enabled .Values.podMonitor.enabled }}
serviceMonitor and podMonitor are both enabled, so that every sample would be scraped twice: take one of them
{{- end }}
{{- if and .Values.dashboards.grafanaOperator.enabled (not .Values.dashboards.enabled) }}
dashboards.grafanaOperator.enabled has no effect, because dashboards.enabled is false
{{- end }}
{{- with .Values.serviceAccount }}
{{- if and .annotations (not .create) }}
serviceAccount.annotations have no effect, because serviceAccount.create is false
{{- end }}
{{- end }}
{{- end -}}
