namespace October.Operator.Smoke;

/// <summary>How probes reach an app.</summary>
internal abstract record ProbeRoute
{
    private ProbeRoute()
    {
    }

    /// <summary>A pod's port.</summary>
    public abstract Uri Pod(string ns, string pod, string address, int port);

    /// <summary>A port of a Service.</summary>
    public abstract Uri Service(string ns, string service, string address, int port);

    /// <summary>By their addresses: for an operator that runs in the cluster, or on its one machine.</summary>
    public sealed record Direct : ProbeRoute
    {
        public override Uri Pod(string ns, string pod, string address, int port) => new UriBuilder("http", address, port).Uri;

        public override Uri Service(string ns, string service, string address, int port) => new UriBuilder("http", address, port).Uri;
    }

    /// <summary>
    /// Through the API server (kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services): for an operator outside the cluster, which
    /// no pod's address is reachable for. Needs the verbs get and create on pods/proxy and services/proxy.
    /// </summary>
    /// <param name="ApiServer">Its base address, which may have a path of its own: that of a cluster behind Rancher has.</param>
    public sealed record Proxy(Uri ApiServer) : ProbeRoute
    {
        public override Uri Pod(string ns, string pod, string address, int port) => Below($"/api/v1/namespaces/{ns}/pods/{pod}:{port}/proxy");

        public override Uri Service(string ns, string service, string address, int port) =>
            Below($"/api/v1/namespaces/{ns}/services/{service}:{port}/proxy");

        private Uri Below(string path) => new(ApiServer.AbsoluteUri.TrimEnd('/') + path);
    }
}
