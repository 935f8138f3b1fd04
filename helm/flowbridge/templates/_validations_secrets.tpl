{{/*
Secrets where everybody could read them: in the configuration, which is a ConfigMap, or in the pod.
One list of what they are called is for all places.
*/}}

{{/* The end of the way to a value that is a secret: of Prometheus's keys, of librdkafka's settings,
and of headers. */}}
{{- define "flowbridge.secretPattern" -}}
{{- $names := list "password" "passphrase" "secrets?" "secret_key" "credentials" "bearer_token"
      "session_token" "assertion" "key[.]pem" "oauthbearer[.]config" "jaas[.]config" }}
{{- $headers := "authorization|api-?key|token|cookie|secret|password" }}
{{- printf "(?i)((%s)$|headers[.][^.]*(%s)[^.]*([.]values)?$)" (join "|" $names) $headers }}
{{- end -}}

{{/* A URL with a user, or with a key in its query. */}}
{{- define "flowbridge.secretUrlPattern" -}}
(?i)[a-z]://[^?#]*@|[?&][^=&]*(token|key|password|secret)=
{{- end -}}

{{/* The ways to secrets in a value, each on a line. Context: a dict of value and path. */}}
{{- define "flowbridge.secretsIn" -}}
{{- $path := .path }}
{{- $pattern := include "flowbridge.secretPattern" . }}
{{- if kindIs "map" .value }}
{{- range $key, $inner := .value }}
{{- $way := ternary $key (printf "%s.%s" $path $key) (eq $path "") }}
{{- if and (regexMatch $pattern $way) (not (kindIs "map" $inner)) }}
{{ $way }}
{{- else if ne $way "kafka.property_file" }}
{{- include "flowbridge.secretsIn" (dict "value" $inner "path" $way) }}
{{- end }}
{{- end }}
{{- else if kindIs "slice" .value }}
{{- range $i, $inner := .value }}
{{- include "flowbridge.secretsIn" (dict "value" $inner "path" (printf "%s[%d]" $path $i)) }}
{{- end }}
{{- else if regexMatch (include "flowbridge.secretUrlPattern" .) (toString .value) }}
{{ $path }}
{{- end }}
{{- end -}}

{{- define "flowbridge.problems.secrets" -}}
{{- if not (include "flowbridge.hasExistingConfig" .) }}
{{- $config := include "flowbridge.config" . | fromYaml }}
{{- $found := include "flowbridge.secretsIn" (dict "value" $config "path" "") }}
{{- range compact (splitList "\n" $found) }}
{{- $instead := "" }}
{{- if hasPrefix "remote_write" . }}{{ $instead = "name a secret in remoteWrite, or " }}{{ end }}
{{- if regexMatch "^remote_write.*[.]?url$" . }}
{{- $instead = "use remoteWrite[].basicAuth and the like, or " }}
{{- end }}
{{- if hasPrefix "kafka.property." . }}
{{- $isPassword := eq . "kafka.property.sasl.password" }}
{{- $way := ternary "kafka.sasl.existingSecret" "kafka.propertyFrom" $isPassword }}
{{- $instead = printf "name a secret in %s, or " $way }}
{{- end }}
{{ . }} is a secret, or has one, which everybody could read in the ConfigMap: {{ $instead }}keep the whole file in a secret, as existingSecret
{{- end }}
{{- end }}
{{- include "flowbridge.problems.secretArguments" . }}
{{- end -}}

{{/* Arguments are flags with their values in one text or two; a setting of librdkafka has a name in
its value. What is in a variable may be referred to. */}}
{{- define "flowbridge.problems.secretArguments" -}}
{{- $pattern := include "flowbridge.secretPattern" . }}
{{- $urlPattern := include "flowbridge.secretUrlPattern" . }}
{{- $before := "" }}
{{- range $i, $argument := tpl (toYaml .Values.extraArgs) . | fromYamlArray }}
{{- $flag := ternary $argument $before (hasPrefix "-" $argument) }}
{{- $isFile := hasPrefix "--kafka.property-file" $flag }}
{{- $name := regexReplaceAll "^(--[^=]*=)?([^=]*)=.*$" $argument "${2}" }}
{{- $isSecret := and (contains "=" $argument) (regexMatch $pattern $name) (not $isFile) }}
{{- if or $isSecret (regexMatch $urlPattern $argument) }}
extraArgs[{{ $i }}] is a secret, or has one, which everybody could read in the pod: name a secret in kafka or remoteWrite, or use extraEnv with valueFrom
{{- end }}
{{- $before = $argument }}
{{- end }}
{{- range $i, $variable := tpl (toYaml .Values.extraEnv) . | fromYamlArray }}
{{- $value := toString (default "" $variable.value) }}
{{- $names := append (regexFindAll "(?m)^[^=\n]*=" $value -1) $variable.name }}
{{- $isSecret := regexMatch $urlPattern $value }}
{{- range $names }}
{{- $name := trimSuffix "=" . | replace "_ACCESS_KEY" "" }}
{{- if and $value (regexMatch $pattern $name) }}{{ $isSecret = true }}{{ end }}
{{- end }}
{{- if and $isSecret (ne $variable.name "FLOWBRIDGE_KAFKA_PROPERTY_FILE") }}
extraEnv[{{ $i }}] is a secret, or has one, which everybody could read in the pod: take it from a secret, by valueFrom
{{- end }}
{{- end }}
{{- end -}}
