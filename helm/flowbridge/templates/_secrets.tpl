{{/*
Volumes of secrets: each secret is a file, at the path that _config.tpl writes into the
configuration. One that changes is seen without a restart, but for Kafka's certificates.
*/}}

{{/* One file of a projected volume. Context: a dict of name, key and path. */}}
{{- define "flowbridge.secretFile" -}}
- secret:
    name: {{ .name }}
    items:
      - key: {{ .key | quote }}
        path: {{ .path | quote }}
{{- end -}}

{{- define "flowbridge.kafkaSecrets" -}}
{{- with .Values.kafka -}}
{{- if .tls.enabled }}
{{- with .tls.caSecret }}{{ if .name }}
{{ include "flowbridge.secretFile" (dict "name" .name "key" .key "path" "ca.crt") }}
{{- end }}{{ end }}
{{- with .tls.clientSecret }}{{ if .name }}
{{ include "flowbridge.secretFile" (dict "name" .name "key" .certKey "path" "client.crt") }}
{{ include "flowbridge.secretFile" (dict "name" .name "key" .keyKey "path" "client.key") }}
{{- end }}{{ end }}
{{- end }}
{{- if .sasl.mechanism }}
{{- with .sasl.existingSecret }}{{ if .name }}
{{ include "flowbridge.secretFile" (dict "name" .name "key" .passwordKey "path" "password") }}
{{- with .usernameKey }}
{{ include "flowbridge.secretFile" (dict "name" $.Values.kafka.sasl.existingSecret.name "key" . "path" "username") }}
{{- end }}
{{- end }}{{ end }}
{{- end }}
{{- range $property, $from := .propertyFrom }}
{{ include "flowbridge.secretFile" (dict "name" $from.name "key" $from.key "path" (printf "property-%s" $property)) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "flowbridge.remoteWriteSecrets" -}}
{{- range .Values.remoteWrite }}
{{- $folder := default "default" .name }}
{{- with .basicAuth }}
{{ include "flowbridge.secretFile" (dict "name" .existingSecret.name "key" (default "password" .existingSecret.passwordKey) "path" (printf "%s/password" $folder)) }}
{{- end }}
{{- with .bearerToken }}
{{ include "flowbridge.secretFile" (dict "name" .existingSecret.name "key" (default "token" .existingSecret.key) "path" (printf "%s/token" $folder)) }}
{{- end }}
{{- with .oauth2 }}
{{ include "flowbridge.secretFile" (dict "name" .existingSecret.name "key" (default "client-secret" .existingSecret.clientSecretKey) "path" (printf "%s/client-secret" $folder)) }}
{{- end }}
{{- with .azuread }}
{{ include "flowbridge.secretFile" (dict "name" .existingSecret.name "key" (default "client-secret" .existingSecret.clientSecretKey) "path" (printf "%s/client-secret" $folder)) }}
{{- end }}
{{- with .sigv4 }}
{{- if and .existingSecret .accessKey }}
{{ include "flowbridge.secretFile" (dict "name" .existingSecret.name "key" (default "secret-key" .existingSecret.secretKeyKey) "path" (printf "%s/secret-key" $folder)) }}
{{- else if .existingSecret }}
{{ include "flowbridge.secretFile" (dict "name" .existingSecret.name "key" (default "credentials" .existingSecret.credentialsKey) "path" (printf "%s/aws-credentials" $folder)) }}
{{- end }}
{{- end }}
{{- with .tls }}
{{- with .caSecret }}
{{ include "flowbridge.secretFile" (dict "name" .name "key" (default "ca.crt" .key) "path" (printf "%s/ca.crt" $folder)) }}
{{- end }}
{{- with .clientSecret }}
{{ include "flowbridge.secretFile" (dict "name" .name "key" (default "tls.crt" .certKey) "path" (printf "%s/tls.crt" $folder)) }}
{{ include "flowbridge.secretFile" (dict "name" .name "key" (default "tls.key" .keyKey) "path" (printf "%s/tls.key" $folder)) }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "flowbridge.peeringdbSecrets" -}}
{{- with .Values.peeringdbKeySecret }}{{ if .name }}
{{ include "flowbridge.secretFile" (dict "name" .name "key" .key "path" "api-key") }}
{{- end }}{{ end }}
{{- end -}}

{{/* All volumes of secrets that there are: from the name of the folder to the files in it. */}}
{{- define "flowbridge.secretVolumes" -}}
{{- $volumes := dict -}}
{{- range $folder, $files := dict "kafka" "flowbridge.kafkaSecrets" "remote-write" "flowbridge.remoteWriteSecrets" "peeringdb" "flowbridge.peeringdbSecrets" -}}
{{- with include $files $ | fromYamlArray }}{{ $_ := set $volumes $folder . }}{{ end -}}
{{- end -}}
{{- toYaml $volumes -}}
{{- end -}}
