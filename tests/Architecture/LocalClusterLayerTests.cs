using ArchUnitNET.Loader;

namespace October.Architecture;

/// <summary>Inside the assemblies of the local cluster no two folders need each other; those of the API server are in layers.</summary>
public sealed class LocalClusterLayerTests
{
    private const string Root = "October.LocalCluster.";

    private static readonly string[][] ApiServer =
    [
        ["Json", "Streaming"],
        ["Model", "Protobuf", "Storage", "Tables", "Validation"],
        ["Schemas", "Selectors"],
        ["Patches", "Registry"],
        ["Apply", "CustomResources", "Watching"],
        ["Requests"],
        ["Authentication", "Discovery", "Metrics", "OpenApi", "Presentation"],
        ["Authorization"],
        ["Admission"],
        ["Verbs"],
        ["BuiltInControllers", "Pipeline"],
        ["Http"],
        ["Server"],
    ];

    [Fact]
    public void A_folder_of_the_API_server_uses_only_lower_layers()
    {
        var uses = Uses("ApiServer");
        Assert.Equal(
            ApiServer.SelectMany(layer => layer).Order(StringComparer.Ordinal),
            uses.SelectMany(use => new[] { use.From, use.To }).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(uses, use => LayerOf(use.From) <= LayerOf(use.To));
    }

    [Theory]
    [InlineData("Cel")]
    [InlineData("Controllers")]
    [InlineData("Node")]
    public void No_two_folders_need_each_other(string assembly)
    {
        var uses = Uses(assembly);
        Assert.NotEmpty(uses);
        // What uses nothing that is left goes, until nothing goes any more: what stays is a cycle.
        while (uses.RemoveWhere(use => !uses.Any(other => other.From == use.To)) > 0)
        {
        }

        Assert.Empty(uses);
    }

    private static int LayerOf(string folder) => Array.FindIndex(ApiServer, layer => layer.Contains(folder));

    private static HashSet<(string From, string To)> Uses(string assembly) =>
    [
        .. from type in new ArchLoader().LoadAssemblies(System.Reflection.Assembly.Load(Root + assembly)).Build().Types
           let user = Folder(type.FullName, assembly)
           where user is not null
           from dependency in type.Dependencies
           let used = Folder(dependency.Target.FullName, assembly)
           where used is not null && used != user
           select (user, used),
    ];

    private static string? Folder(string type, string assembly) =>
        type.StartsWith($"{Root}{assembly}.", StringComparison.Ordinal) ? type[(Root.Length + assembly.Length + 1)..].Split('.')[0] : null;
}
