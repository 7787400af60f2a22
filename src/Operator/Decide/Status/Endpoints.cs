using October.Crd.Status;

namespace October.Operator.Decide.Status;

/// <summary>Where the api answers, from the outside in; the Service is always there.</summary>
internal static class Endpoints
{
    public static List<EndpointStatus> Of(StatusInput input)
    {
        var endpoints = new List<EndpointStatus>();
        if (input.Serving.Ingress is { Host: { } host } ingress)
            endpoints.Add(New("ingress", External, ingress.TlsSecretName is null ? "http" : "https", host));
        endpoints.AddRange(
            input.Observed.LoadBalancer.Select(address =>
                New("load-balancer", External, "http", address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)));
        endpoints.Add(New("service", "Internal", "http", $"{input.AppName}-api.{input.Namespace}.svc"));
        return endpoints;
    }

    private const string External = "External";

    private static EndpointStatus New(string name, string scope, string type, string host) =>
        new() { Name = name, Scope = scope, Type = type, Uri = $"{type}://{host}" };
}
