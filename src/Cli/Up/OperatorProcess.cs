using October.Cli.Running;
using October.LocalCluster.Node.OperatingSystem;

namespace October.Cli.Up;

/// <summary>The operator as a separate process, as in production.</summary>
internal static class OperatorProcess
{
    /// <summary>
    /// How it probes. Pods' addresses are this machine's; through the API server, as an operator elsewhere would, where Services cannot listen, or its own
    /// variable says so.
    /// </summary>
    /// <param name="canListen">Services can listen on their ports.</param>
    public static string Probe(bool canListen) =>
        Environment.GetEnvironmentVariable("PROBE") is { Length: > 0 } probe ? probe : canListen ? "direct" : "proxy";

    /// <param name="probe">How it probes.</param>
    /// <param name="kubeconfig">File with the operator's own account.</param>
    /// <param name="port">Port of health and metrics on 127.0.0.1.</param>
    /// <param name="logPath">File for its log.</param>
    /// <param name="reaper">Ends it when this process is killed.</param>
    public static SupervisedProcess Create(string probe, string kubeconfig, int port, string logPath, ProcessReaper reaper) => new(
        [
            "dotnet", "exec", Installation.Assembly("src/Operator", "october-operator"), "--probe", probe, "--listen", $"http://127.0.0.1:{port}",
            // There is only one operator: without leader election it need not wait for the Lease of the process before it to expire.
            "--leader-elect", "false",
        ],
        OperatorEnvironment.Of(kubeconfig, Environment.GetEnvironmentVariable),
        logPath, reaper, TimeProvider.System);
}
