using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using October.LocalCluster.ApiServer.Server;

namespace October.Conformance.Replay;

/// <summary>Clients that trust the certificate of a server under test.</summary>
internal static class ReplayClients
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>One without credentials, and one of the administrator; they share their connections.</summary>
    public static (HttpClient Http, HttpClient Administrator) Create(KubeApiServer server)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(server.CertificateAuthority) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        var administrator = new HttpClient(handler, disposeHandler: false) { BaseAddress = new Uri(server.Url), Timeout = Limit };
        administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        return (new HttpClient(handler) { BaseAddress = new Uri(server.Url), Timeout = Limit }, administrator);
    }
}
