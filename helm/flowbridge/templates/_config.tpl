{{/*
flowbridge's configuration file, made of values: docs/options.md and docs/remote-write.md have its
keys. Secrets are never in it, only the paths of files; _secrets.tpl mounts what is at those paths.
*/}}

{{/* kafka: settings of librdkafka that the chart knows. */}}
{{- define "flowbridge.config.kafkaProperty" -}}
{{- $kafka := .Values.kafka -}}
{{- $property := dict -}}
{{- $hasSasl := not (empty $kafka.sasl.mechanism) -}}
{{- if or $hasSasl $kafka.tls.enabled -}}
{{- $below := ternary "SSL" "PLAINTEXT" $kafka.tls.enabled -}}
{{- $_ := set $property "security.protocol" (ternary (printf "SASL_%s" $below) $below $hasSasl) -}}
{{- end -}}
{{- if and $kafka.tls.enabled $kafka.tls.caSecret.name -}}
{{- $_ := set $property "ssl.ca.location" "/etc/flowbridge/secrets/kafka/ca.crt" -}}
{{- end -}}
{{- if and $kafka.tls.enabled $kafka.tls.clientSecret.name -}}
{{- $_ := set $property "ssl.certificate.location" "/etc/flowbridge/secrets/kafka/client.crt" -}}
{{- $_ := set $property "ssl.key.location" "/etc/flowbridge/secrets/kafka/client.key" -}}
{{- end -}}
{{- if $hasSasl -}}
{{- $_ := set $property "sasl.mechanism" $kafka.sasl.mechanism -}}
{{- with $kafka.sasl.username }}{{ $_ := set $property "sasl.username" . }}{{ end -}}
{{- end -}}
{{- toYaml (mergeOverwrite $property (default dict $kafka.property)) -}}
{{- end -}}

{{/* kafka: settings whose value is in a file. */}}
{{- define "flowbridge.config.kafkaPropertyFile" -}}
{{- $kafka := .Values.kafka -}}
{{- $files := dict -}}
{{- if and $kafka.sasl.mechanism $kafka.sasl.existingSecret.name -}}
{{- $_ := set $files "sasl.password" "/etc/flowbridge/secrets/kafka/password" -}}
{{- if $kafka.sasl.existingSecret.usernameKey -}}
{{- $_ := set $files "sasl.username" "/etc/flowbridge/secrets/kafka/username" -}}
{{- end -}}
{{- end -}}
{{- range $property, $_ := $kafka.propertyFrom -}}
{{- $_ := set $files $property (printf "/etc/flowbridge/secrets/kafka/property-%s" $property) -}}
{{- end -}}
{{- toYaml $files -}}
{{- end -}}

{{- define "flowbridge.config.kafka" -}}
{{- $kafka := .Values.kafka -}}
{{- $section := dict
      "brokers" $kafka.brokers
      "topics" $kafka.topics
      "partitions" $kafka.partitions
      "group_id" $kafka.groupId
      "mode" $kafka.mode
      "start" $kafka.start -}}
{{- with include "flowbridge.config.kafkaProperty" . | fromYaml -}}
{{- $_ := set $section "property" . -}}
{{- end -}}
{{- with include "flowbridge.config.kafkaPropertyFile" . | fromYaml -}}
{{- $_ := set $section "property_file" . -}}
{{- end -}}
{{- toYaml $section -}}
{{- end -}}

{{/* One destination, with Prometheus's keys. */}}
{{- define "flowbridge.config.destination" -}}
{{- $files := printf "/etc/flowbridge/secrets/remote-write/%s" (default "default" .name) -}}
{{- $entry := dict "url" .url -}}
{{- with .name }}{{ $_ := set $entry "name" . }}{{ end -}}
{{- with .receiver }}{{ $_ := set $entry "receiver" . }}{{ end -}}
{{- $headers := default dict .headers -}}
{{- with .tenant }}{{ $headers = merge (dict "X-Scope-OrgID" .) $headers }}{{ end -}}
{{- with $headers }}{{ $_ := set $entry "headers" . }}{{ end -}}
{{- with .basicAuth -}}
{{- $_ := set $entry "basic_auth" (dict
      "username" .username
      "password_file" (printf "%s/password" $files)) -}}
{{- end -}}
{{- if .bearerToken -}}
{{- $_ := set $entry "authorization" (dict "credentials_file" (printf "%s/token" $files)) -}}
{{- end -}}
{{- with .oauth2 -}}
{{- $oauth2 := dict
      "client_id" .clientId
      "token_url" .tokenUrl
      "client_secret_file" (printf "%s/client-secret" $files) -}}
{{- with .scopes }}{{ $_ := set $oauth2 "scopes" . }}{{ end -}}
{{- with .endpointParams }}{{ $_ := set $oauth2 "endpoint_params" . }}{{ end -}}
{{- $_ := set $entry "oauth2" $oauth2 -}}
{{- end -}}
{{- with .sigv4 -}}
{{- $sigv4 := dict "region" .region -}}
{{- with .accessKey }}{{ $_ := set $sigv4 "access_key" . }}{{ end -}}
{{- with .profile }}{{ $_ := set $sigv4 "profile" . }}{{ end -}}
{{- if .existingSecret -}}
{{- if .accessKey }}{{ $_ := set $sigv4 "secret_key_file" (printf "%s/secret-key" $files) }}
{{- else }}{{ $_ := set $sigv4 "profile_file" (printf "%s/aws-credentials" $files) }}{{ end -}}
{{- end -}}
{{- $_ := set $entry "sigv4" $sigv4 -}}
{{- end -}}
{{- with .azuread -}}
{{- $oauth := dict
      "client_id" .clientId
      "tenant_id" .tenantId
      "client_secret_file" (printf "%s/client-secret" $files) -}}
{{- $_ := set $entry "azuread" (dict "cloud" (default "AzurePublic" .cloud) "oauth" $oauth) -}}
{{- end -}}
{{- with .tls -}}
{{- $tls := dict -}}
{{- if .caSecret }}{{ $_ := set $tls "ca_file" (printf "%s/ca.crt" $files) }}{{ end -}}
{{- if .clientSecret -}}
{{- $_ := set $tls "cert_file" (printf "%s/tls.crt" $files) -}}
{{- $_ := set $tls "key_file" (printf "%s/tls.key" $files) -}}
{{- end -}}
{{- with .serverName }}{{ $_ := set $tls "server_name" . }}{{ end -}}
{{- with .minVersion }}{{ $_ := set $tls "min_version" . }}{{ end -}}
{{- if .insecureSkipVerify }}{{ $_ := set $tls "insecure_skip_verify" true }}{{ end -}}
{{- $_ := set $entry "tls_config" $tls -}}
{{- end -}}
{{- toYaml (mergeOverwrite $entry (default dict .config)) -}}
{{- end -}}

{{/* The destinations of the whole file, as a list: config may also have one that is none. */}}
{{- define "flowbridge.destinations" -}}
{{- $written := (include "flowbridge.config" . | fromYaml).remote_write | default list -}}
{{- toYaml (kindIs "map" $written | ternary (list $written) $written) -}}
{{- end -}}

{{/* Its brokers, as a list: config may also have a text with commas. */}}
{{- define "flowbridge.brokers" -}}
{{- $written := (include "flowbridge.config" . | fromYaml).kafka.brokers | default list -}}
{{- toYaml (kindIs "string" $written | ternary (toString $written | splitList ",") $written) -}}
{{- end -}}

{{/* The whole file: what values make, and config over it. */}}
{{- define "flowbridge.config" -}}
{{- $config := dict "asn" .Values.asn "kafka" (include "flowbridge.config.kafka" . | fromYaml) -}}
{{- $_ := set $config "storage" (dict "limit" .Values.storage.limit) -}}
{{- $_ := set $config "self_metrics" (dict "push" .Values.selfMonitoring.push.enabled) -}}
{{/* Without a volume each pod is another writer than the one before. */}}
{{- if not .Values.persistence.enabled }}{{ $_ := set $config "takeover" true }}{{ end -}}
{{- if .Values.remoteWrite -}}
{{- $destinations := list -}}
{{- range .Values.remoteWrite -}}
{{- $destination := include "flowbridge.config.destination" . | fromYaml -}}
{{- $destinations = append $destinations $destination -}}
{{- end -}}
{{- $_ := set $config "remote_write" $destinations -}}
{{- end -}}
{{- with .Values.externalLabels -}}
{{- $_ := set $config "global" (dict "external_labels" .) -}}
{{- end -}}
{{- if .Values.peeringdbKeySecret.name -}}
{{- $_ := set $config "asn_db" (dict
      "peeringdb" true
      "peeringdb_key_file" "/etc/flowbridge/secrets/peeringdb/api-key") -}}
{{- end -}}
{{- toYaml (mergeOverwrite $config (default dict .Values.config)) -}}
{{- end -}}
