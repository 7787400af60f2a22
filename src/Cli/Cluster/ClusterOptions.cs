using System.CommandLine;
using k8s;
using k8s.Exceptions;

namespace October.Cli.Cluster;

/// <summary>The options of every command that talks to a cluster.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> ns = new("--namespace", "-n") { Description = "Namespace. Default: the one of the kubeconfig's context." };
    private readonly Option<string?> kubeconfig = new("--kubeconfig") { Description = "Path of a kubeconfig. Default: $KUBECONFIG, then ~/.kube/config." };
    private readonly Option<string?> context = new("--context") { Description = "Context of the kubeconfig." };

    public void AddTo(Command command)
    {
        command.Options.Add(ns);
        command.Options.Add(kubeconfig);
        command.Options.Add(context);
    }

    /// <summary>Connects.</summary>
    /// <exception cref="CliException">There is no usable kubeconfig.</exception>
    public (ClusterApi Api, string Namespace) Connect(ParseResult parsed)
    {
        try
        {
            var (file, wanted) = (parsed.GetValue(kubeconfig), parsed.GetValue(context));
            var configuration = file is null && wanted is null
                ? KubernetesClientConfiguration.BuildDefaultConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(file, wanted);
            return (new ClusterApi(new Kubernetes(configuration)), parsed.GetValue(ns) ?? configuration.Namespace ?? "default");
        }
        catch (Exception error) when (error is KubeConfigException or IOException or UriFormatException)
        {
            throw new CliException($"no cluster: {error.Message} Set KUBECONFIG, or give --kubeconfig.", error);
        }
    }
}
