namespace October.Cli.Up;

/// <summary>The options of <c>october up</c>.</summary>
/// <param name="Port">Port of the ingress on 127.0.0.1.</param>
/// <param name="DataDirectory">Full path of the folder for kubeconfig, logs and volumes.</param>
/// <param name="Manifest">Full path of the file to apply; null for none but the sample.</param>
/// <param name="Sample">Apply the sample to a new cluster.</param>
/// <param name="Detach">Return when Ready and leave it running.</param>
/// <param name="Json">Print the outcome as JSON instead of text.</param>
/// <param name="Fresh">Delete the cluster that the folder has, instead of continuing it.</param>
/// <param name="MonitoringPort">Port of Prometheus on 127.0.0.1; null for no Prometheus.</param>
public sealed record UpOptions(
    int Port, string DataDirectory, string? Manifest, bool Sample, bool Detach, bool Json, bool Fresh, int? MonitoringPort);
