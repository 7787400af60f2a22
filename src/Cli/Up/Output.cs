using System.Text.Json.Nodes;
using October.Cli.Running;
using October.Cli.Usage;
using Spectre.Console;

namespace October.Cli.Up;

/// <summary>What <c>up</c> prints.</summary>
internal static class Output
{
    private const string FirstField = "url";

    /// <summary>Whether a line that <c>up</c> has printed was for standard error. Of JSON there is one line, and only that is for standard output.</summary>
    public static bool IsError(string line, bool json) => json
        ? !line.StartsWith($$"""{"{{FirstField}}":""", StringComparison.Ordinal)
        : line.StartsWith("october: ", StringComparison.Ordinal);

    /// <summary>Text goes to standard error when standard output is JSON. Colours only on a terminal.</summary>
    public static IAnsiConsole Console(bool json)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(json ? System.Console.Error : System.Console.Out) });
        // No line wrapping: commands are copied, and logs are searched by line.
        console.Profile.Width = console.Profile.Out.IsTerminal ? Math.Max(console.Profile.Width, 200) : int.MaxValue;
        return console;
    }

    /// <param name="options">The options.</param>
    /// <param name="app">Namespace and name of the first app; no name when there is none.</param>
    /// <param name="kubeconfig">The administrator's.</param>
    /// <param name="state">What runs.</param>
    /// <param name="progress">How far that app is; a continued one may be as it was, which is not always Ready.</param>
    public static void Ready(UpOptions options, (string Namespace, string? Name) app, string kubeconfig, RunState state, AppProgress? progress)
    {
        var keySecret = progress?.ApiKeySecret;
        if (options.Json)
        {
            System.Console.Out.WriteLine(
                new JsonObject
                {
                    [FirstField] = state.Url,
                    ["phase"] = Phase(progress),
                    ["ready"] = progress is not { IsReady: false },
                    ["ingressPort"] = state.IngressPort,
                    ["kubeconfig"] = kubeconfig,
                    ["processId"] = state.ProcessId,
                    ["prometheus"] = options.MonitoringPort is { } monitoring ? $"http://127.0.0.1:{monitoring}" : null,
                    ["apiKeySecret"] = keySecret,
                }.ToJsonString());
            return;
        }

        var console = Console(json: false);
        if (app is not (var ns, { } name))
        {
            console.MarkupLineInterpolated(
                $"[green]Ready:[/] an empty cluster with the operator. Try: export KUBECONFIG={Shell.Quote(Relative(kubeconfig))}; kubectl explain oapp.spec");
        }
        else
        {
            var host = new Uri(state.Url!).Host;
            console.MarkupLineInterpolated($"[green]{Phase(progress)}:[/] {ns}/{name} at http://127.0.0.1:{options.Port} (host {host})");
            console.WriteLine();
            console.WriteLine("Try:");
            console.WriteLine($"  export KUBECONFIG={Shell.Quote(Relative(kubeconfig))}");
            console.WriteLine("  kubectl get oapp -A");
            if (keySecret is not null)
                console.WriteLine($"  key=$(kubectl get secret {keySecret} -n {ns} -o 'jsonpath={{.data.API_KEY}}' | base64 -d)");
            var header = keySecret is null ? "" : " -H \"X-API-Key: $key\"";
            console.WriteLine($"  curl -H 'Host: {host}'{header} -X POST http://127.0.0.1:{options.Port}/tasks/add -d '{{\"args\":[2,3]}}'");
            console.WriteLine(
                $"  kubectl patch oapp {name} -n {ns} --type merge -p '{{\"spec\":{{\"api\":{{\"image\":\"october-api:bad-smoke\"}}}}}}'   # and watch it "
                    + "being rolled back");
        }

        console.WriteLine();
        if (options.MonitoringPort is { } port)
            console.WriteLine($"Prometheus: http://127.0.0.1:{port}");
        console.WriteLine(
            Environment.GetEnvironmentVariable(Background.Marker) is null
                ? "Stop: Ctrl-C"
                : $"Stop: ./october down{(options.DataDirectory == Path.GetFullPath(".october") ? "" : " --data " + Shell.Quote(options.DataDirectory))}");
    }

    /// <summary>Without an app the cluster is Ready.</summary>
    private static string Phase(AppProgress? progress) => progress is { IsReady: false } ? progress.Phase : "Ready";

    public static string Relative(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}
