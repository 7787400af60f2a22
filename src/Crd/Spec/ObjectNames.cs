namespace October.Crd.Spec;

/// <summary>Names of objects of other kinds (kubernetes.io/docs/concepts/overview/working-with-objects/names).</summary>
internal static class ObjectNames
{
    /// <summary>A DNS subdomain. Nothing else is part of a path that is sent to the API server.</summary>
    public const string Pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary>A key in the data of a Secret or ConfigMap.</summary>
    public const string Key = "^[-._a-zA-Z0-9]+$";

    /// <summary>A reference of an image: nothing that a terminal would take for a command.</summary>
    public const string Image = "^[!-~]+$";
}
