using System.CommandLine;
using k8s;
using October.Cli.Usage;

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

    /// <summary>The kubeconfig that <see cref="Connect"/> reads; null when it reads none.</summary>
    public string? Kubeconfig(ParseResult parsed) =>
        parsed.GetValue(_kubeconfig) ?? Environment.GetEnvironmentVariable("KUBECONFIG")?.Split(':').FirstOrDefault(path => path.Length > 0);

    /// <summary>Connects.</summary>
    /// <exception cref="CliException">There is no usable kubeconfig.</exception>
    public (ClusterApi Api, string Namespace) Connect(ParseResult parsed)
    {
        try
        {
            var (file, context) = (parsed.GetValue(_kubeconfig), parsed.GetValue(_context));
            var configuration = file is null && context is null
                ? KubernetesClientConfiguration.BuildDefaultConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(file, context);
            return (new ClusterApi(new Kubernetes(configuration)), parsed.GetValue(_ns) ?? configuration.Namespace ?? "default");
        }
        // Whatever is wrong with the file: the client library has no exception of its own for most of it.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new CliException($"no cluster: {exception.Message} Set KUBECONFIG, or give --kubeconfig.", exception);
        }
    }
}
