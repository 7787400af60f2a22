using System.CommandLine;
using October.Cli.Usage;

namespace October.Cli.Up;

/// <summary><c>october up</c>.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var port = NumberOption.Create("--port", "Port of the ingress on 127.0.0.1.", 1, 65535, standard: 8080);
        var noSample = new Option<bool>("--no-sample") { Description = "Start the cluster and the operator only; apply nothing." };
        var file = new Option<string?>("--file", "-f") { Description = "Apply this manifest instead of the sample." };
        var data = new Option<string>("--data") { Description = "Folder for kubeconfig, objects, logs and volumes.", DefaultValueFactory = _ => ".october" };
        var detach = new Option<bool>("--detach", "-d") { Description = "Return when the app is Ready and leave it running; 'october down' stops it." };
        var output = new Option<string>("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var fresh = new Option<bool>("--fresh") { Description = "Delete the folder's cluster, with its objects and volumes, and start a new one." };
        var monitoring = new Option<bool>("--monitoring") { Description = "Also start this machine's Prometheus, which scrapes the operator and the apps." };
        var monitoringPort = NumberOption.Create("--monitoring-port", "Port of Prometheus on 127.0.0.1.", 1, 65535, standard: 9090);

        var command = new Command("up", """
            Starts a local Kubernetes cluster on this machine, the operator, and the sample OctoberApp.
            Where the folder has a cluster already, continues it, with its objects and volumes.

            Examples:
              october up                       watch the sample become Ready; Ctrl-C stops everything
              october up --detach              the same in the background; stop it with: october down
              october up -f my-app.yaml        your own OctoberApp instead of the sample
              october up --no-sample           an empty cluster with the operator
              october up --fresh               deletes what was there before
              october up --monitoring          with Prometheus at http://127.0.0.1:9090
            """)
        {
            port, noSample, file, data, detach, output, fresh, monitoring, monitoringPort,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new UpOptions(
                parsed.GetValue(port),
                Path.GetFullPath(parsed.GetValue(data)!),
                parsed.GetValue(file) is { } path && !parsed.GetValue(noSample) ? Path.GetFullPath(path) : null,
                parsed.GetValue(file) is null && !parsed.GetValue(noSample),
                parsed.GetValue(detach),
                parsed.GetValue(output) == "json",
                parsed.GetValue(fresh),
                parsed.GetValue(monitoring) ? parsed.GetValue(monitoringPort) : null);
            return options.Detach ? Background.RunAsync(options, cancellationToken) : UpRun.RunAsync(options, cancellationToken);
        });
        return command;
    }
}
