{{- define "outset.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "outset.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "outset.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "outset.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "outset.selectorLabels" -}}
app.kubernetes.io/name: {{ include "outset.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "outset.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "outset.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "outset.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "outset.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "outset.embedded" -}}
{{- if eq .Values.database.mode "embedded" -}}true{{- end -}}
{{- end -}}

{{/* Fails if access control is not configured; the service would not start either. */}}
{{- define "outset.requireAccess" -}}
{{- $access := .Values.access -}}
{{- if not (or $access.bootstrapKey.existingSecret $access.oidc.issuerUri $access.oidc.jwkSetUri $access.required $access.allowUnauthenticatedNetworkAccess) -}}
{{- fail "Set access: a Secret with a bootstrap key (access.bootstrapKey.existingSecret), an OpenID Connect issuer (access.oidc.issuerUri and access.oidc.audiences), or access.required if the database already contains keys. See docs/access.md." -}}
{{- end -}}
{{- if and (or $access.oidc.issuerUri $access.oidc.jwkSetUri) (not $access.oidc.audiences) -}}
{{- fail "Set access.oidc.audiences: without it, tokens for other services of the issuer would be accepted." -}}
{{- end -}}
{{- end -}}
