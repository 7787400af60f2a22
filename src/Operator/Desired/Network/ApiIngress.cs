using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Network;

/// <summary>The Ingress in front of the api.</summary>
internal static class ApiIngress
{
    public static V1Ingress? Render(DesiredInput input)
    {
        if (input.Stable.App.Ingress is not { } ingress)
            return null;
        var metadata = Meta.Of(input.App, Names.Component(input.App, Names.Api), Names.Api);
        if (ingress.Annotations.Count > 0)
            metadata.Annotations = new Dictionary<string, string>(ingress.Annotations);
        return new V1Ingress
        {
            Metadata = metadata,
            Spec = new V1IngressSpec
            {
                IngressClassName = ingress.ClassName,
                Tls = ingress.TlsSecretName is null
                    ? null
                    : [new V1IngressTLS { Hosts = ingress.Host is null ? null : [ingress.Host], SecretName = ingress.TlsSecretName }],
                Rules =
                [
                    new V1IngressRule
                    {
                        Host = ingress.Host,
                        Http = new V1HTTPIngressRuleValue
                        {
                            Paths =
                            [
                                new V1HTTPIngressPath
                                {
                                    Path = "/",
                                    PathType = "Prefix",
                                    Backend = new V1IngressBackend
                                    {
                                        Service = new V1IngressServiceBackend
                                        {
                                            Name = Names.Component(input.App, Names.Api),
                                            Port = new V1ServiceBackendPort { Name = "http" },
                                        },
                                    },
                                },
                            ],
                        },
                    },
                ],
            },
        };
    }
}
