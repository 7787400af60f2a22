using k8s;
using k8s.KubeConfigModels;

namespace October.Runtime.Hosting;

/// <summary>Finds and reads kubeconfigs as kubectl does.</summary>
public static class Kubeconfigs
{
    /// <summary>The files to read, all of which exist, the first first.</summary>
    /// <param name="given">The file that the command line names, which has to exist; null for none.</param>
    /// <param name="variable">The value of <c>KUBECONFIG</c>: files that may be missing.</param>
    /// <param name="standard">The file that is read where neither is there.</param>
    public static IReadOnlyList<string> Find(string? given, string? variable, string standard) => given is not null
        ? [given]
        : [.. (string.IsNullOrEmpty(variable) ? standard : variable).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(File.Exists)];

    /// <summary>The files as one: of what several have under one name, and of the current context, the first counts.</summary>
    /// <param name="files">Where there is none, and no context is named, the service account of the pod counts.</param>
    /// <param name="context">Null for the current one.</param>
    /// <exception cref="FileNotFoundException">There is no file, and this is not a pod.</exception>
    public static KubernetesClientConfiguration Read(IReadOnlyList<string> files, string? context)
    {
        if (files is [])
        {
            return context is null && KubernetesClientConfiguration.IsInCluster()
                ? KubernetesClientConfiguration.InClusterConfig()
                : throw new FileNotFoundException("There is no kubeconfig.");
        }

        if (files is [var only])
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(only, context);
        var read = files.Select(Read).ToList();
        return KubernetesClientConfiguration.BuildConfigFromConfigObject(
            new K8SConfiguration
            {
                ApiVersion = "v1",
                Kind = "Config",
                CurrentContext = read.Select(one => one.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
                Contexts = [.. read.SelectMany(one => one.Contexts ?? []).DistinctBy(item => item.Name)],
                Clusters = [.. read.SelectMany(one => one.Clusters ?? []).DistinctBy(item => item.Name)],
                Users = [.. read.SelectMany(one => one.Users ?? []).DistinctBy(item => item.Name)],
            },
            context);
    }

    /// <summary>A relative path in a kubeconfig is one from the file's own folder, which is lost when files are joined.</summary>
    private static K8SConfiguration Read(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var read = KubernetesClientConfiguration.LoadKubeConfig(new FileInfo(file));
        foreach (var endpoint in (read.Clusters ?? []).Select(cluster => cluster.ClusterEndpoint).OfType<ClusterEndpoint>())
            endpoint.CertificateAuthority = Absolute(endpoint.CertificateAuthority);
        foreach (var user in (read.Users ?? []).Select(user => user.UserCredentials).OfType<UserCredentials>())
            (user.ClientCertificate, user.ClientKey) = (Absolute(user.ClientCertificate), Absolute(user.ClientKey));
        return read;

        string? Absolute(string? path) => string.IsNullOrEmpty(path) ? path : Path.Combine(folder, path);
    }
}
