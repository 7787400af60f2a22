using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.Testing;

namespace October.Operator.Upgrade;

/// <summary>The installation of the previous release and today's: while the Deployment rolls, each operator runs with the rights of the other.</summary>
public sealed class InstallationTests
{
    private const string Release = "v0.1.0";

    [Fact]
    public async Task Nothing_of_the_release_before_is_left_behind_and_its_operator_may_do_what_it_could()
    {
        var before = Documents(await File.ReadAllTextAsync(Path.Combine(Recording.Folder(Release), "install.yaml"), TestContext.Current.CancellationToken));
        var after = Documents((await Command.RunAsync("kubectl", ["kustomize", RepositoryRoot.File("config/default")])).Succeeds().Output);
        Assert.Subset(after.Keys.ToHashSet(StringComparer.Ordinal), before.Keys.ToHashSet(StringComparer.Ordinal));
        foreach (var (name, role) in before.Where(one => one.Value["rules"] is not null))
            // Those of one account may have come to be several roles.
            Assert.Subset(
                after.Where(one => one.Key.StartsWith(name, StringComparison.Ordinal) && one.Value["rules"] is not null)
                    .SelectMany(one => Rights(one.Value)).ToHashSet(StringComparer.Ordinal),
                Rights(role));
        foreach (var (name, binding) in before.Where(one => one.Value["roleRef"] is not null))
        {
            Assert.Equal(binding["roleRef"]!.ToJsonString(), after[name]["roleRef"]!.ToJsonString());
            Assert.Equal(binding["subjects"]!.ToJsonString(), after[name]["subjects"]!.ToJsonString());
        }
    }

    private static Dictionary<string, JsonNode> Documents(string yaml) =>
        yaml.Split("\n---\n").Select(document => Yaml.Read(document).Root!).ToDictionary(
            one => $"{one["kind"]}/{one["metadata"]!["namespace"]}/{one["metadata"]!["name"]}", StringComparer.Ordinal);

    private static HashSet<string> Rights(JsonNode role) =>
        [
            .. from rule in role["rules"]!.AsArray()
               from verb in rule!["verbs"]!.AsArray()
               from target in (rule["nonResourceURLs"] ?? rule["resources"])!.AsArray()
               from @group in rule["apiGroups"]?.AsArray() ?? [""]
               from name in rule["resourceNames"]?.AsArray() ?? [""]
               select $"{verb} {@group}/{target} {name}",
        ];
}
