using System.CommandLine;
using October.Cli.Cluster;

namespace October.Cli.Apps;

/// <summary>The arguments of every command about one app.</summary>
internal sealed class AppOptions
{
    private readonly ClusterOptions cluster = new();
    private readonly Argument<string?> name = new("name")
    {
        Description = "Name of the OctoberApp; may be left out where the namespace has only one.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(name);
        cluster.AddTo(command);
    }

    /// <summary>Connects and finds the app.</summary>
    /// <exception cref="CliException">There is no such app, or more than one.</exception>
    public async Task<AppSession> OpenAsync(ParseResult parsed, CancellationToken token)
    {
        var (api, ns) = cluster.Connect(parsed);
        try
        {
            var session = new AppSession(api, ns, parsed.GetValue(name) ?? await OnlyAsync(api, ns, token));
            await session.ReadAsync(token);
            return session;
        }
        catch
        {
            api.Dispose();
            throw;
        }
    }

    private static async Task<string> OnlyAsync(ClusterApi api, string ns, CancellationToken token)
    {
        var list = await api.GetAsync(ClusterApi.AppPath(ns), token, allowMissing: true)
            ?? throw new CliException("this cluster knows no OctoberApps: install the operator first, with kubectl apply -k config/default");
        var names = list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!).ToList();
        return names switch
        {
            [var only] => only,
            [] => throw new CliException($"namespace {ns} has no OctoberApp; look in all with: kubectl get oapp -A"),
            _ => throw new CliException($"namespace {ns} has {names.Count} OctoberApps; name one of {string.Join(", ", names)}"),
        };
    }
}
