namespace October.Cli.Up;

/// <summary>What the operator's variables are here, whatever the shell has: one that was set for something else would keep it from its work.</summary>
internal static class OperatorEnvironment
{
    /// <summary>Every variable that stands for an option of the operator.</summary>
    private static readonly string[] Settings =
    [
        "WATCH_NAMESPACE", "LEADER_ELECT", "POD_NAMESPACE", "LISTEN", "WORKERS", "PROBE", "RESTRICT", "ALLOW_SERVICE_ACCOUNTS", "ALLOW_SECRETS", "SECRETS",
        "PROMETHEUS_NAMESPACE", "DNS_NAMESPACE",
    ];

    /// <summary>Both spellings are in use.</summary>
    private static readonly string[] NoProxy = ["NO_PROXY", "no_proxy"];

    /// <summary>What differs from this process' variables; null for one that the operator must not have.</summary>
    /// <param name="kubeconfig">File with the operator's own account.</param>
    /// <param name="current">The value of a variable of this process, or null.</param>
    public static IReadOnlyDictionary<string, string?> Of(string kubeconfig, Func<string, string?> current)
    {
        var variables = Settings.ToDictionary(name => name, _ => (string?)null);
        variables["KUBECONFIG"] = kubeconfig;
        // As in production: NetworkPolicies let the operator's probes through.
        variables["POD_NAMESPACE"] = OperatorAccount.Namespace;
        // The cluster is on this machine, where no proxy can reach it.
        foreach (var name in NoProxy)
            variables[name] = string.Join(',', new[] { current(name), "127.0.0.1", "localhost" }.Where(value => !string.IsNullOrEmpty(value)));
        return variables;
    }
}
