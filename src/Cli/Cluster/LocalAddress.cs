using System.Net;
using k8s;

namespace October.Cli.Cluster;

/// <summary>Addresses of this machine, which no proxy can reach, whatever <c>HTTP_PROXY</c> says.</summary>
internal static class LocalAddress
{
    /// <summary>Whether the address leads to this machine.</summary>
    public static bool Is(Uri address) => address.IsLoopback
        || address.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.IdnHost, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>Has a client of an API server on this machine use no proxy.</summary>
    public static KubernetesClientConfiguration WithoutProxy(KubernetesClientConfiguration configuration)
    {
        if (!Uri.TryCreate(configuration.Host, UriKind.Absolute, out var host) || !Is(host))
            return configuration;
        var setup = configuration.FirstMessageHandlerSetup;
        configuration.FirstMessageHandlerSetup = handler =>
        {
            setup?.Invoke(handler);
            handler.UseProxy = false;
        };
        return configuration;
    }
}
