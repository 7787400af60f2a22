namespace October.LocalCluster.ApiServer.Model;

/// <summary>Names one served resource, as in a request path. The core group is the empty string.</summary>
/// <param name="Group">API group, for example <c>apps</c>; empty for core.</param>
/// <param name="Version">API version, for example <c>v1</c>.</param>
/// <param name="Plural">Plural lower-case resource name, for example <c>deployments</c>.</param>
public sealed record ResourceType(string Group, string Version, string Plural)
{
    /// <summary>The value of <c>apiVersion</c> in objects of this type.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
