using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Running;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Control.Commands;

/// <summary>The commands that change what becomes of tasks.</summary>
/// <param name="redis">Where revoked ids are remembered, for all of October's workers.</param>
/// <param name="revoked">Those that this worker knows of.</param>
/// <param name="slots">What runs here.</param>
/// <param name="inFlight">What waits here.</param>
/// <param name="registry">The tasks that this worker knows.</param>
/// <param name="limits">Their time limits.</param>
/// <param name="rates">Their rate limits.</param>
internal sealed class TaskCommands(
    RedisConnection redis, RevokedIds revoked, Slots slots, InFlight inFlight, TaskRegistry registry, TaskLimits limits, RateLimits rates)
{
    private const int Terminate = 15;

    /// <summary>Those of Linux, as Python knows them.</summary>
    private static readonly Dictionary<string, int> Signals = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["ILL"] = 4,
        ["TRAP"] = 5,
        ["ABRT"] = 6,
        ["BUS"] = 7,
        ["FPE"] = 8,
        ["KILL"] = 9,
        ["USR1"] = 10,
        ["SEGV"] = 11,
        ["USR2"] = 12,
        ["PIPE"] = 13,
        ["ALRM"] = 14,
        ["TERM"] = Terminate,
        ["CHLD"] = 17,
        ["CONT"] = 18,
        ["STOP"] = 19,
        ["TSTP"] = 20,
    };

    public IEnumerable<Command> Commands =>
    [
        Command.CreateAsync("revoke", arguments => RevokeAsync(arguments, arguments.Flag("terminate")), "task_id"),
        Command.CreateAsync("terminate", arguments => RevokeAsync(arguments, terminate: true), "signal", "task_id"),
        Command.CreateAsync("revoke_by_stamped_headers", RevokeByStampsAsync, "headers"),
        Command.Create("time_limit", LimitTime),
        Command.Create("rate_limit", LimitRate, "task_name", "rate_limit"),
    ];

    private async Task<JsonNode?> RevokeAsync(CommandArguments arguments, bool terminate)
    {
        var ids = arguments.Texts("task_id").Distinct(StringComparer.Ordinal).ToArray();
        var signal = terminate ? Signal(arguments) : 0;
        foreach (var id in ids)
            revoked.Add(RedisKeys.RevokedId(id), isRecorded: false);
        var answer = terminate ? EndNow(ids, signal) : $"tasks {string.Join(", ", ids)} flagged as revoked";
        return await RecordAsync(ids, id => Revocation.RecordAsync(redis, revoked, id), answer);
    }

    private string EndNow(string[] ids, int signal)
    {
        // Those that wait for a slot are found revoked when they get one.
        var waiting = inFlight.All.Select(static delivery => delivery.Message?.Id).ToHashSet();
        var terminated = ids.Where(id => slots.Terminate(id, signal) || waiting.Contains(id)).ToArray();
        return terminated.Length == 0 ? "terminate: tasks unknown" : $"terminate: {string.Join(", ", terminated)}";
    }

    /// <summary>Has Redis remember what this worker has obeyed already: one that cannot, or is full of such, is no reason to let a task run on.</summary>
    private static async Task<JsonNode?> RecordAsync<T>(IEnumerable<T> revoked, Func<T, Task> record, string answer)
    {
        try
        {
            foreach (var one in revoked)
                await record(one);
            return Command.Ok(answer);
        }
        catch (QueueUnavailableException exception)
        {
            return Command.Error($"{answer}; but by the workers that run now, and by no other: {exception.Message}");
        }
    }

    private async Task<JsonNode?> RevokeByStampsAsync(CommandArguments arguments)
    {
        var stamps = arguments.Stamps("headers");
        var terminate = arguments.Flag("terminate");
        var signal = terminate ? Signal(arguments) : 0;
        var shown = PythonRepr.Of(Encoding.UTF8.GetBytes(arguments.Raw("headers")));
        foreach (var stamp in stamps)
            revoked.Add(RedisKeys.RevokedStamp(stamp), isRecorded: false);
        var answer = terminate ? EndNow(stamps, signal, shown) : $"headers {shown} flagged as revoked, but not terminated";
        return await RecordAsync(stamps, stamp => Revocation.RecordAsync(redis, revoked, stamp), answer);
    }

    private string EndNow(IReadOnlyCollection<TaskStamp> stamps, int signal, string shown)
    {
        var running = slots.Active.Where(run => run.Delivery.Task.Stamps.Any(stamps.Contains)).Select(static run => run.Delivery.Task.Id).ToArray();
        return running.Count(id => slots.Terminate(id, signal)) > 0 ? $"headers {shown} revoked" : $"headers {shown} were not terminated";
    }

    private JsonObject LimitTime(CommandArguments arguments)
    {
        var task = arguments.Text("task_name");
        if (task is null || !registry.TryGet(task, out _))
            return Command.Error("unknown task");
        limits.Set(task, arguments.Seconds("hard"), arguments.Seconds("soft"));
        return Command.Ok("time limits set successfully");
    }

    private JsonObject LimitRate(CommandArguments arguments)
    {
        var text = arguments.IsNumber("rate_limit") ? arguments.Raw("rate_limit") : arguments.Text("rate_limit");
        RateLimit? limit;
        try
        {
            limit = RateLimit.Parse(text);
        }
        catch (FormatException exception)
        {
            return Command.Error($"Invalid rate limit string: ValueError({PythonRepr.OfText(exception.Message)})");
        }

        var task = arguments.Text("task_name");
        if (task is null || !registry.TryGet(task, out _))
            return Command.Error("unknown task");
        rates.Set(task, limit);
        return Command.Ok(limit is null ? "rate limit disabled successfully" : "rate limit set successfully");
    }

    /// <summary>A signal by its number or name. No process is sent one: it is what Celery's events say.</summary>
    private static int Signal(CommandArguments arguments)
    {
        if (arguments.IsNumber("signal"))
            return arguments.Integer("signal", Terminate);
        if (arguments.Text("signal") is not { } name)
            return Terminate;
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        var key = name.ToUpperInvariant();
        if (!key.StartsWith("SIG", StringComparison.Ordinal))
            key = "SIG" + key;
        return Signals.TryGetValue(key[3..], out var signal)
            ? signal
            : throw new CommandException($"AttributeError(\"module 'signal' has no attribute '{key}'\")");
    }
}
