using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>
/// The operator dies at a write of a story, before it is sent, when it is done and nobody heard of it, or right after the answer, and a new one always ends
/// where an undisturbed one does. Every second write is tried; OCTOBER_CRASH_PLAN=all tries every one. A failure prints the command that tries its plan alone.
/// </summary>
public sealed partial class CrashMatrixTests
{
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("OCTOBER_CRASH_PLAN");

    /// <summary>The one plan to try, as <c>story/point/write</c>.</summary>
    private static readonly string? Only = Wanted == "all" ? null : Wanted;

    private static readonly Dictionary<string, CrashStory> Stories = new CrashStory[]
    {
        new("creating", october => october.ApplyAsync("api:v1")) { From = null },
        new("a new image", october => october.ApplyAsync("api:v2")),
        new("a backup before a new image", october => october.ApplyAsync("api:v2"))
        {
            From = Spec("""{"backup":{"schedule":"17 3 * * *","image":"tools:v1","beforeRollout":true}}"""),
            Every = 6,
        },
        new("a change of config", october => october.ApplyAsync(Spec("""{"config":{"COLOUR":"blue"}}"""))),
        new("autoscaling off", october => october.ApplyAsync(Spec("""{"api":{"image":"api:v1","replicas":3},"worker":{"image":"worker:v1","replicas":2}}""")))
        {
            AtLeast = 3,
        },
        new("autoscaling on", october => october.ReplaceAsync(Spec("""{"autoscaling":{"api":{"minReplicas":2}}}""")))
        {
            From = Spec("""{"api":{"image":"api:v1","replicas":3},"worker":{"image":"worker:v1","replicas":2}}"""),
            AtLeast = 3,
        },
        new("what fails its probes", october =>
        {
            october.Probed.Sum = address => address.Port == 8000 ? 6 : 5;
            return october.ApplyAsync("api:v2");
        })
        {
            Phase = "RolledBack",
        },
        new("rollback-to", async october =>
        {
            var first = (string)(await october.AppAsync())!["status"]!["history"]!.AsArray().Last()!["revision"]!;
            await october.AnnotateAsync("october.dev/rollback-to", first);
        })
        {
            Before = october => october.ApplyAsync("api:v2"),
            Phase = "RolledBack",
        },
        new("restoring", october => october.ApplyAsync((JsonObject)JsonNode.Parse("""{"restore":{"backupName":"latest","requestId":"1"}}""")!))
        {
            From = Spec("""{"backup":{"schedule":"17 3 * * *","image":"tools:v1"}}"""),
            Every = 6,
            Over = app => app["status"]?["restore"]?["outcome"] is not null,
        },
        new("refused children", october =>
        {
            october.Requests.Refused = "/poddisruptionbudgets";
            return october.ApplyAsync(Spec("""{"api":{"image":"api:v2"},"profile":"prod"}"""));
        })
        {
            Every = 3,
        },
        new("a refused preview", october =>
        {
            october.Requests.Refused = "/deployments/shop-worker-preview";
            return october.ApplyAsync("api:v2");
        })
        {
            Phase = "RolledBack",
            Every = 3,
        },
        new("suspending", october => october.ApplyAsync(Spec("""{"suspend":true}"""))) { Phase = "Suspended", AtLeast = 1 },
        new("deleting", october => october.DeleteAsync()) { Phase = null, AtLeast = 0 },
    }.ToDictionary(story => story.Name);

    public static TheoryData<string, CrashPoint> Matrix() =>
        [.. from story in Stories.Keys from point in Enum.GetValues<CrashPoint>() select new TheoryDataRow<string, CrashPoint>(story, point)];

    [Theory]
    [MemberData(nameof(Matrix))]
    public Task Every_death_ends_as_no_death_does(string story, CrashPoint point) =>
        TryEveryWriteAsync(Stories[story], point).WaitAsync(TimeSpan.FromMinutes(9));

    private static async Task TryEveryWriteAsync(CrashStory story, CrashPoint point)
    {
        if (Only?.StartsWith($"{story.Name}/{point}/", StringComparison.Ordinal) == false)
            return;
        var (undisturbed, writes, _) = await PlayAsync(story, null, null);
        Assert.True(writes >= story.AtLeast, $"the story has only {writes} writes");
        var deaths = 0;
        // What is lost is the same but for what follows an answer without a request, which is little.
        var every = (point == CrashPoint.Answered ? 3 : 1) * (Wanted == "all" ? 1 : 2) * story.Every;
        // They rest together, so that with few of them a core is idle.
        await Parallel.ForEachAsync(
            Enumerable.Range(1, writes).Where(write => Only is null ? (write - 1) % every == 0 : Only == Plan(write)),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (write, _) =>
            {
                var (ended, _, died) = await PlayAsync(story, (write, point), undisturbed);
                Assert.True(
                    undisturbed == ended,
                    $"""
                    {story.Name}, {point}, write {write} of {writes}: it ends otherwise. Again: OCTOBER_CRASH_PLAN='{Plan(write)}' ./test Operator
                    undisturbed:
                    {undisturbed}
                    this time:
                    {ended}
                    """);
                if (died)
                    Interlocked.Increment(ref deaths);
            });
        // On a busy machine some stories are over before their write comes, but never all of them.
        Assert.True(Only is not null || deaths > 0 || story.AtLeast == 0, $"of {writes} plans none came to a death");

        string Plan(int write) => $"{story.Name}/{point}/{write}";
    }

    /// <returns>Where it ends with all that was made and deleted on the way, how many writes the operator sent, and whether it died.</returns>
    private static async Task<(string End, int Writes, bool Died)> PlayAsync(CrashStory story, (int Write, CrashPoint Point)? crash, string? expected)
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1) }));
        if (story.From is { } from)
        {
            await october.ApplyAsync((JsonObject)from.DeepClone());
            await october.PhaseAsync("Ready");
            if (story.Before is { } before)
            {
                await before(october);
                await october.PhaseAsync("Ready");
            }
        }

        // What follows being Ready is no part of the story: an update that comes after a deletion makes its object anew, for the garbage collector.
        await october.QuietAsync();
        october.Requests.Clear();
        october.Requests.Crashed = october.KillOperator;
        october.Requests.Crash = crash;
        await story.Act(october);
        var died = false;
        if (crash is not null)
        {
            // Which writes fall into one, such as two of status, is a matter of timing: the last ones may never come.
            await october.UntilAsync(async () => october.Requests.Crash is null || await IsOverAsync(story, october), "the operator has died");
            await october.StopOperatorAsync();
            died = october.Requests.Crash is null;
            // Where it was over before that write came, the next operator must not die instead.
            october.Requests.Crash = null;
            october.StartOperator();
        }

        await october.UntilAsync(
            async () => await IsOverAsync(story, october) && (expected is null || expected.StartsWith(await october.EndAsync(), StringComparison.Ordinal)),
            "it ends as undisturbed",
            fail: expected is null);
        await october.QuietAsync();
        // Of a deleted app nothing is left; whether a child that went before it was made once more, for the garbage collector, is a matter of timing.
        var effects = story.Phase is null ? [] : october.Requests.Effects.Select(effect => BackupOfAnAttempt().Replace(effect, "shop-backup-*"));
        var end = $"{await october.EndAsync()}\n{string.Join('\n', effects)}";
        return (expected is null || end == expected ? end : $"{end}\n{string.Join('\n', october.Requests.Lines)}", october.Requests.Writes, died);
    }

    private static async Task<bool> IsOverAsync(CrashStory story, SimulatedOctober october) => story.Phase is { } phase
        ? await october.IsInAsync(phase) && story.Over((await october.AppAsync())!) && await october.QuietAsync()
        : await october.AppAsync() is null;

    /// <summary>The Job's name has the time in which its attempt began, which a death may change.</summary>
    [GeneratedRegex("shop-backup-[a-z0-9]{10}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BackupOfAnAttempt();

    private static JsonObject Spec(string more)
    {
        var spec = (JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"rollout":{"progressDeadline":"60s"}}""")!;
        foreach (var (key, value) in (JsonObject)JsonNode.Parse(more)!)
            spec[key] = value?.DeepClone();
        return spec;
    }

    /// <summary>What happens, and how it should end.</summary>
    private sealed record CrashStory(string Name, Func<SimulatedOctober, Task> Act)
    {
        /// <summary>The app that is Ready before; null for none.</summary>
        public JsonObject? From { get; init; } = Spec("{}");

        /// <summary>A change that is Ready, too, before it begins.</summary>
        public Func<SimulatedOctober, Task>? Before { get; init; }

        /// <summary>The phase at the end; null when there is no app any more.</summary>
        public string? Phase { get; init; } = "Ready";

        /// <summary>What else there is at the end.</summary>
        public Func<JsonObject, bool> Over { get; init; } = _ => true;

        /// <summary>Only every so many writes are tried, where a story is long and most of it is in other stories, too.</summary>
        public int Every { get; init; } = 1;

        /// <summary>Fewer writes than this would show nothing.</summary>
        public int AtLeast { get; init; } = 6;
    }
}
