using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>A container's security context as Go prints it.</summary>
internal static class SecurityContextText
{
    private static readonly (string Name, string Field)[] Fields =
    [
        ("Capabilities", "capabilities"),
        ("Privileged", "privileged"),
        ("SELinuxOptions", "seLinuxOptions"),
        ("WindowsOptions", "windowsOptions"),
        ("RunAsUser", "runAsUser"),
        ("RunAsGroup", "runAsGroup"),
        ("RunAsNonRoot", "runAsNonRoot"),
        ("ReadOnlyRootFilesystem", "readOnlyRootFilesystem"),
        ("AllowPrivilegeEscalation", "allowPrivilegeEscalation"),
        ("ProcMount", "procMount"),
        ("SeccompProfile", "seccompProfile"),
        ("AppArmorProfile", "appArmorProfile"),
    ];

    public static string Of(JsonObject context) =>
        SchemaValidator.GoJson(new JsonObject(Fields.Select(field => KeyValuePair.Create(field.Name, context[field.Field]?.DeepClone()))));
}
