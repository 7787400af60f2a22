namespace October.LocalCluster.ApiServer.Storage;

/// <summary>Where an object lies within its resource; the namespace is empty for cluster-scoped ones. Sorts as etcd sorts <c>namespace/name</c>.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other) => Namespace == other.Namespace
        ? string.CompareOrdinal(Name, other.Name)
        : string.CompareOrdinal(Namespace + "/", other.Namespace + "/");

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
