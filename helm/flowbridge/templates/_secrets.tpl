{{/*
Volumes of secrets: each secret is a file, at the path that _config.tpl writes into the
configuration. One that changes is seen without a restart, but for Kafka's certificates.
*/}}

{{/* One file of a projected volume. Context: a list of the secret's name, the key, the path. */}}
{{- define "flowbridge.secretFile" }}
- secret:
    name: {{ index . 0 | quote }}
    items:
      - key: {{ index . 1 | quote }}
        path: {{ index . 2 | quote }}
{{- end -}}

{{- define "flowbridge.kafkaSecrets" -}}
{{- $kafka := .Values.kafka -}}
{{- if $kafka.tls.enabled -}}
{{- with $kafka.tls.caSecret }}{{ if .name }}
{{- include "flowbridge.secretFile" (list .name .key "ca.crt") }}
{{- end }}{{ end -}}
{{- with $kafka.tls.clientSecret }}{{ if .name }}
{{- include "flowbridge.secretFile" (list .name .certKey "client.crt") }}
{{- include "flowbridge.secretFile" (list .name .keyKey "client.key") }}
{{- end }}{{ end -}}
{{- end -}}
{{- if $kafka.sasl.mechanism -}}
{{- with $kafka.sasl.existingSecret }}{{ if .name }}
{{- include "flowbridge.secretFile" (list .name .passwordKey "password") }}
{{- if .usernameKey }}
{{- include "flowbridge.secretFile" (list .name .usernameKey "username") }}
{{- end -}}
{{- end }}{{ end -}}
{{- end -}}
{{- range $property, $from := $kafka.propertyFrom -}}
{{- $path := printf "property-%s" $property -}}
{{- include "flowbridge.secretFile" (list $from.name $from.key $path) }}
{{- end -}}
{{- end -}}

{{/* Of all destinations, each in a folder of its name. Keys have defaults here, since items of a
list have none in values.yaml. */}}
{{- define "flowbridge.remoteWriteSecrets" -}}
{{- range .Values.remoteWrite -}}
{{- $folder := default "default" .name -}}
{{- with (default dict .basicAuth).existingSecret -}}
{{- $key := default "password" .passwordKey -}}
{{- include "flowbridge.secretFile" (list .name $key (printf "%s/password" $folder)) }}
{{- end -}}
{{- with (default dict .bearerToken).existingSecret -}}
{{- $key := default "token" .key -}}
{{- include "flowbridge.secretFile" (list .name $key (printf "%s/token" $folder)) }}
{{- end -}}
{{- range list .oauth2 .azuread }}{{ with (default dict .).existingSecret -}}
{{- $key := default "client-secret" .clientSecretKey -}}
{{- include "flowbridge.secretFile" (list .name $key (printf "%s/client-secret" $folder)) }}
{{- end }}{{ end -}}
{{- $hasAccessKey := (default dict .sigv4).accessKey -}}
{{- with (default dict .sigv4).existingSecret -}}
{{- if $hasAccessKey -}}
{{- $key := default "secret-key" .secretKeyKey -}}
{{- include "flowbridge.secretFile" (list .name $key (printf "%s/secret-key" $folder)) }}
{{- else -}}
{{- $key := default "credentials" .credentialsKey -}}
{{- include "flowbridge.secretFile" (list .name $key (printf "%s/aws-credentials" $folder)) }}
{{- end -}}
{{- end -}}
{{- with (default dict .tls).caSecret -}}
{{- $key := default "ca.crt" .key -}}
{{- include "flowbridge.secretFile" (list .name $key (printf "%s/ca.crt" $folder)) }}
{{- end -}}
{{- with (default dict .tls).clientSecret -}}
{{- $certKey := default "tls.crt" .certKey -}}
{{- $keyKey := default "tls.key" .keyKey -}}
{{- include "flowbridge.secretFile" (list .name $certKey (printf "%s/tls.crt" $folder)) }}
{{- include "flowbridge.secretFile" (list .name $keyKey (printf "%s/tls.key" $folder)) }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "flowbridge.peeringdbSecrets" -}}
{{- with .Values.peeringdbKeySecret }}{{ if .name }}
{{- include "flowbridge.secretFile" (list .name .key "api-key") }}
{{- end }}{{ end -}}
{{- end -}}

{{/* All volumes of secrets that there are: from the name of the folder to the files in it. */}}
{{- define "flowbridge.secretVolumes" -}}
{{- $makers := dict
      "kafka" "flowbridge.kafkaSecrets"
      "remote-write" "flowbridge.remoteWriteSecrets"
      "peeringdb" "flowbridge.peeringdbSecrets" -}}
{{- $volumes := dict -}}
{{- range $folder, $maker := $makers -}}
{{- with include $maker $ | fromYamlArray }}{{ $_ := set $volumes $folder . }}{{ end -}}
{{- end -}}
{{- toYaml $volumes -}}
{{- end -}}
