namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>What Go's JSON tags and pointers make of an empty field of a built-in type.</summary>
internal enum Emptiness
{
    /// <summary>A pointer: present with whatever was given.</summary>
    Kept,

    /// <summary><c>omitempty</c>: zero, false, "", [] and {} disappear.</summary>
    Omitted,

    /// <summary>A struct or value without <c>omitempty</c>: always there, empty if need be.</summary>
    Always,
}
