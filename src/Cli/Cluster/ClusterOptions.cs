using System.CommandLine;
using k8s;
using October.Cli.Usage;
using October.Runtime.Hosting;

namespace October.Cli.Cluster;

/// <summary>The options of every command that connects to a cluster.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _ns = new("--namespace", "-n")
    {
        Description = "Namespace. Default: the one of the kubeconfig's context.",
        Validators = { ObjectName.Check },
    };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "Path of a kubeconfig. Default: $KUBECONFIG, then ~/.kube/config." };
    private readonly Option<string?> _context = new("--context") { Description = "Context of the kubeconfig." };

    public void AddTo(Command command)
    {
        command.Options.Add(_ns);
        command.Options.Add(_kubeconfig);
        command.Options.Add(_context);
    }

    /// <summary>The first kubeconfig that <see cref="Connect"/> reads; null when it reads none.</summary>
    public string? Kubeconfig(ParseResult parsed) => Files(parsed).FirstOrDefault();

    /// <summary>Connects.</summary>
    /// <exception cref="CliException">There is no usable kubeconfig.</exception>
    public (ClusterApi Api, string Namespace) Connect(ParseResult parsed)
    {
        var (client, ns) = CreateClient(parsed, static _ => { });
        return (new ClusterApi(client), ns);
    }

    /// <summary>Connects with a client that others than <see cref="ClusterApi"/> use, too.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="configure">Changes what the kubeconfig does not say.</param>
    /// <param name="handlers">See each request and its answer.</param>
    /// <exception cref="CliException">There is no usable kubeconfig.</exception>
    public (Kubernetes Client, string Namespace) CreateClient(
        ParseResult parsed, Action<KubernetesClientConfiguration> configure, params DelegatingHandler[] handlers)
    {
        try
        {
            var configuration = Kubeconfigs.Read(Files(parsed), parsed.GetValue(_context));
            configure(configuration);
            LocalAddress.WithoutProxy(configuration);
            return (new Kubernetes(configuration, handlers), parsed.GetValue(_ns) ?? configuration.Namespace ?? "default");
        }
        // Whatever is wrong with the file: the client library has no exception of its own for most of it.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new CliException($"no cluster: {exception.Message} Set KUBECONFIG, or give --kubeconfig.", exception);
        }
    }

    private IReadOnlyList<string> Files(ParseResult parsed) => Kubeconfigs.Find(
        parsed.GetValue(_kubeconfig), Environment.GetEnvironmentVariable("KUBECONFIG"), KubernetesClientConfiguration.KubeConfigDefaultLocation);
}
