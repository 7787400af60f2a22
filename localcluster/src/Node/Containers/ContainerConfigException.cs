namespace October.LocalCluster.Node.Containers;

/// <summary>The pod refers to something that is not there (yet), for example a ConfigMap.</summary>
internal sealed class ContainerConfigException(string message) : Exception(message);
