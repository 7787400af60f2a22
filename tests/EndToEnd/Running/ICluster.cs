namespace October.EndToEnd.Running;

/// <summary>What the tests do differently on their own local cluster and on one that is given.</summary>
internal interface ICluster : IAsyncDisposable
{
    string Kubeconfig { get; }

    /// <summary>The api of the sample app, as the world reaches it.</summary>
    HttpClient Api { get; }

    /// <summary>Whether what the client sends reaches the api at all times, also while pods are replaced: a port-forward ends with its pod.</summary>
    bool IsAlwaysReachable { get; }

    /// <summary>The image of a component.</summary>
    string Image(string component, string tag);

    /// <summary>
    /// The part of the spec of a component with a fault: <c>crash</c>, <c>bad-ready</c>, <c>bad-smoke</c>, <c>bad-result</c> or <c>no-such-tag</c>.
    /// </summary>
    string Broken(string component, string fault);

    /// <summary>What identifies the running processes of a component: none of them is that of a process after it.</summary>
    Task<IReadOnlyList<string>> InstancesAsync(string component);

    /// <summary>Ends the processes of a component at once, as a failing node does.</summary>
    Task KillAsync(string component);

    /// <summary>Ends the operator at once.</summary>
    Task KillOperatorAsync();
}
