using System.Text;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>Kubeconfigs as YAML: one cluster, one user, one context.</summary>
internal static class KubeconfigText
{
    /// <summary>With a token in it: keep it private.</summary>
    public static string WithToken(string name, string url, string authorityPem, string token, string ns) => Text(
        name, url, $"certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}", $"token: {token}", ns);

    /// <summary>Naming the files that hold token and certificate, as they are mounted into a pod.</summary>
    public static string WithFiles(string name, string url, string authorityFile, string tokenFile, string ns) =>
        Text(name, url, $"certificate-authority: {authorityFile}", $"tokenFile: {tokenFile}", ns);

    private static string Text(string name, string url, string authority, string user, string ns) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: {name}
          cluster:
            server: {url}
            {authority}
        users:
        - name: {name}
          user:
            {user}
        contexts:
        - name: {name}
          context:
            cluster: {name}
            user: {name}
            namespace: {ns}
        current-context: {name}

        """;
}
