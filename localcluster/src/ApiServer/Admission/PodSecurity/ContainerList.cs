using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Admission.PodSecurity;

/// <summary>Some of the containers of a pod.</summary>
internal sealed class ContainerList
{
    private readonly IReadOnlyList<JsonObject> _containers;

    private ContainerList(IReadOnlyList<JsonObject> containers) => _containers = containers;

    public int Count => _containers.Count;

    /// <summary><c>container "a"</c>, or <c>containers "a", "b"</c>; empty for none.</summary>
    public string Names =>
        Count == 0 ? "" : $"{(Count == 1 ? "container" : "containers")} {string.Join(", ", _containers.Select(static c => $"\"{c.StringAt("name")}\""))}";

    public static ContainerList Of(JsonObject spec) =>
        new([.. spec.ArrayAt("initContainers").Objects().Concat(spec.ArrayAt("containers").Objects()).Concat(spec.ArrayAt("ephemeralContainers").Objects())]);

    public ContainerList Where(Func<JsonObject, bool> holds) => new([.. _containers.Where(holds)]);

    public IEnumerable<T> Select<T>(Func<JsonObject, T> map) => _containers.Select(map);

    public IEnumerable<T> SelectMany<T>(Func<JsonObject, IEnumerable<T>> map) => _containers.SelectMany(map);
}
