using System.CommandLine;
using October.Cli.Cluster;
using October.Cli.Usage;

namespace October.Cli.Apps;

/// <summary>The arguments of every command about one app.</summary>
internal sealed class AppOptions
{
    private readonly ClusterOptions _cluster = new();
    private readonly Argument<string?> _name = new("name")
    {
        Description = "Name of the OctoberApp; optional when the namespace has only one.",
        Arity = ArgumentArity.ZeroOrOne,
        Validators = { ObjectName.Check },
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_name);
        _cluster.AddTo(command);
    }

    /// <summary>The kubeconfig that the command uses; null when it has none, as in a pod.</summary>
    public string? Kubeconfig(ParseResult parsed) => _cluster.Kubeconfig(parsed);

    /// <summary>Connects and finds the app.</summary>
    /// <exception cref="CliException">There is no such app, or more than one.</exception>
    public Task<AppSession> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) => ConnectAsync(_cluster, parsed, async (api, ns) =>
        new(api, ns, parsed.GetValue(_name) ?? AppArguments.Split(await NamesAsync(api, ns, cancellationToken), [], ns).App), cancellationToken);

    /// <summary>Connects and finds the app; the other arguments are revisions.</summary>
    /// <exception cref="CliException">There is no such app, or more than one.</exception>
    public static async Task<(AppSession Session, IReadOnlyList<string> Revisions)> OpenAsync(
        ClusterOptions cluster, ParseResult parsed, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> revisions = [];
        var session = await ConnectAsync(cluster, parsed, async (api, ns) =>
        {
            (var app, revisions) = AppArguments.Split(await NamesAsync(api, ns, cancellationToken), arguments, ns);
            return new(api, ns, app);
        }, cancellationToken);
        return (session, revisions);
    }

    private static async Task<AppSession> ConnectAsync(
        ClusterOptions cluster, ParseResult parsed, Func<ClusterApi, string, Task<AppSession>> find, CancellationToken cancellationToken)
    {
        var (api, ns) = cluster.Connect(parsed);
        try
        {
            var session = await find(api, ns);
            await session.ReadAsync(cancellationToken);
            return session;
        }
        catch
        {
            api.Dispose();
            throw;
        }
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(ClusterApi api, string ns, CancellationToken cancellationToken)
    {
        var list = await api.GetAsync(ClusterApi.AppPath(ns), cancellationToken, allowMissing: true)
            ?? throw new CliException("the cluster does not serve OctoberApps; install the operator: kubectl apply -k config/default");
        return [.. list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];
    }
}
