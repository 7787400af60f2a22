using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Cluster;
using October.Cli.Usage;
using October.Common.Text;
using October.Crd;
using October.Crd.Revisions;

namespace October.Cli.Apps;

/// <summary><c>october diff</c>.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var output = OutputOption.Create();
        var arguments = new Argument<string[]>("name-and-revisions")
        {
            Description =
                "The app, optional when the namespace has only one, and up to two revisions by number, name or hash. "
                    + "Default: the last good revision and the spec.",
            Arity = new ArgumentArity(0, 3),
        };
        var command = new AnsweringCommand("diff", """
            Shows what differs between two revisions of an app, field by field. Exit code 0 when nothing differs, 1 when something does.

            Examples:
              october diff                  last good against the spec: what a rollout would change, or what failed
              october diff 3                revision 3 against the spec
              october diff shop 3 4         two revisions of the app shop
            """)
        {
            arguments, output,
        };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (session, named) = await AppOptions.OpenAsync(cluster, parsed, parsed.GetValue(arguments) ?? [], cancellationToken);
            using (session)
            {
                if (named.Count > 2)
                    throw new CliException($"{named.Count} revisions given; diff takes at most 2");
                var app = await session.ReadAsync(cancellationToken);
                var revisions = await session.RevisionsAsync(cancellationToken);
                var left = named is [var from, ..] ? from : app.Status?.Revisions?.LastGood;
                var changes = SpecDiff.Between(
                    left is null ? null : RevisionNames.Spec(RevisionNames.Find(revisions, left)),
                    named is [_, var to] ? RevisionNames.Spec(RevisionNames.Find(revisions, to)) : OctoberJson.Node(RevisionedSpec.Of(app.Spec)));
                Write(changes, parsed.GetValue(output) == "json");
                return changes.Count == 0 ? 0 : 1;
            }
        });
        return command;
    }

    private static void Write(IReadOnlyList<SpecChange> changes, bool json)
    {
        if (json)
        {
            Console.WriteLine(
                new JsonArray([
                    .. changes.Select(change => new JsonObject { ["path"] = change.Path, ["from"] = change.From, ["to"] = change.To }),
                ]).ToJsonString());
            return;
        }

        foreach (var change in changes)
        {
            if (change.From is not null)
                Console.WriteLine(VisibleText.Of($"- {change.Path}: {change.From}"));
            if (change.To is not null)
                Console.WriteLine(VisibleText.Of($"+ {change.Path}: {change.To}"));
        }

        if (changes.Count == 0)
            Console.WriteLine("no difference");
    }
}
