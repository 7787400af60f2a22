using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Cluster;
using October.Crd;
using October.Crd.Revisions;

namespace October.Cli.Apps;

/// <summary><c>october diff</c>.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var options = new AppOptions();
        var output = OutputOption.Create();
        var from = new Option<string?>("--from") { Description = "A revision by name, hash or number. Default: the last good one." };
        var to = new Option<string?>("--to") { Description = "A revision, as before. Default: what the spec asks for." };
        var command = new Command("diff", """
            Shows what differs between two revisions of an app, field by field. Exit code 0 when nothing does, 1 when something does.

            Examples:
              october diff shop                       last good against the spec: what a rollout would change, or what failed
              october diff shop --from 3 --to 4       two revisions by number
            """)
        {
            from, to, output,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            using var session = await options.OpenAsync(parsed, token);
            var app = await session.ReadAsync(token);
            var revisions = await session.RevisionsAsync(token);
            var left = parsed.GetValue(from) ?? app.Status?.Revisions?.LastGood;
            var changes = SpecDiff.Between(
                left is null ? null : RevisionNames.Spec(RevisionNames.Find(revisions, left)),
                parsed.GetValue(to) is { } right
                    ? RevisionNames.Spec(RevisionNames.Find(revisions, right))
                    : OctoberJson.Node(RevisionedSpec.Of(app.Spec)));
            Write(changes, parsed.GetValue(output) == "json");
            return changes.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static void Write(IReadOnlyList<SpecChange> changes, bool json)
    {
        if (json)
        {
            Console.WriteLine(new JsonArray([.. changes.Select(change => new JsonObject { ["path"] = change.Path, ["from"] = change.From, ["to"] = change.To })]).ToJsonString());
            return;
        }

        foreach (var change in changes)
        {
            if (change.From is not null)
                Console.WriteLine($"- {change.Path}: {change.From}");
            if (change.To is not null)
                Console.WriteLine($"+ {change.Path}: {change.To}");
        }

        if (changes.Count == 0)
            Console.WriteLine("no difference");
    }
}
