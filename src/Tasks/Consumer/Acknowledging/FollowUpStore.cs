using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.Tasks.Canvas;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using October.Tasks.Results;
using October.Tasks.Telemetry;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Ends messages that something follows: result, acknowledgement and follow-ups are one atomic script.</summary>
internal sealed partial class FollowUpStore(
    RedisConnection redis, string session, ConsumerSettings settings, Func<string, string?> queueOf, TimeProvider time, ILogger logger)
{
    /// <summary>The client library passes on a million arguments, and a little more.</summary>
    private const int MostArguments = 1_000_000;

    /// <summary>How often one script is answered with what is to be added to it. Each round sends all of it once more.</summary>
    private const int MostRounds = 100;

    private const int LongestError = 500;

    private readonly ResultDetails _details = new(settings.ExtendedResults ? settings.NodeName : null);
    private readonly RedisKey _inFlight = RedisKeys.InFlight(session);
    private Task _alone = Task.CompletedTask;

    /// <summary>Ends a message; false when it was no longer this worker's.</summary>
    public async Task<bool> EndAsync(Delivery delivery, Outcome outcome) =>
        await EndAsync(delivery, outcome, Budget.UsualSize)
        ?? await AloneAsync(() => EndAsync(delivery, outcome, Budget.MaxSize))
        ?? throw new InvalidOperationException("the largest budget is too small only for what is refused");

    /// <summary>The same; null when more would be made than that.</summary>
    private async Task<bool?> EndAsync(Delivery delivery, Outcome outcome, long size)
    {
        var (task, ending, now) = (delivery.Task, outcome.Ending!, time.GetUtcNow());
        if (ending.Following == Following.All && outcome is Outcome.DeadLetter { Deliveries: > 0 })
            ending = ending with { Following = Following.Tasks };
        while (true)
        {
            var budget = new Budget(size);
            try
            {
                var workflow = Workflow.After(task, ending, QueuePriority.QueueOf(delivery.List), now, NewId, queueOf, budget);
                if (await TryAsync(delivery, outcome, workflow, budget) is { } answer)
                    return Ended(task, workflow, answer);
            }
            catch (SignatureException) when (budget.WasTooSmall)
            {
                return null;
            }
        }
    }

    private bool Ended(TaskMessage task, Workflow workflow, long answer)
    {
        if (answer == 2)
            LogRepeated(logger, task.Id, task.Task);
        if (answer != 0)
        {
            foreach (var refused in workflow.Changes.OfType<Change.Refuse>())
                LogRefused(logger, refused.Id, refused.Task, refused.Reason);
        }

        return answer != 0;
    }

    /// <summary>What is large is made for one message at a time.</summary>
    private async Task<bool?> AloneAsync(Func<Task<bool?>> end)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Interlocked.Exchange(ref _alone, done.Task);
        await before;
        try
        {
            return await end();
        }
        finally
        {
            done.SetResult();
        }
    }

    private static string NewId() => Guid.NewGuid().ToString();

    /// <summary>The script's answer, or null when others have ended parts meanwhile.</summary>
    private async Task<long?> TryAsync(Delivery delivery, Outcome outcome, Workflow workflow, Budget budget)
    {
        RedisKey[] keys = [_inFlight, RedisKeys.Result(delivery.Task.Id), RedisKeys.DeadIndex];
        for (var round = 0; round < MostRounds; round++)
        {
            if (budget.WasTooSmall)
                throw new SignatureException("more would be made than is made for many at a time");
            var values = Values(delivery, outcome, workflow);
            var reply = (RedisResult[])(await redis.RunAsync(Script.Follow, keys, values))!;
            switch ((long)reply[0])
            {
                case 3:
                    var part = workflow.Parts[(int)(long)reply[1]];
                    part.Body ??= Kept((byte[])reply[4]!);
                    if (part.Body is null)
                        LogNoBody(logger, part.Group);
                    await CompleteAsync(workflow, part, (byte[])reply[2]!, (RedisResult[])reply[3]!, delivery.Task.Id, outcome.Ending!, budget);
                    break;
                case 4:
                    return null;
                case 5:
                    var lists = reply.Skip(1).Chunk(2).ToDictionary(static pair => (string)pair[0]!, static pair => (string)pair[1]!, StringComparer.Ordinal);
                    workflow.RefuseKeys(message => lists.TryGetValue(ListOf(message), out var error) ? Problem(message, error) : null);
                    break;
                case 6:
                    foreach (var one in reply.Skip(1).Select(index => workflow.Parts[(int)(long)index]).ToArray())
                    {
                        LogUncountable(logger, one.Group);
                        workflow.CannotCount(one);
                    }

                    break;
                case var answer:
                    return answer;
            }
        }

        throw new SignatureException($"its end is the end of more than {MostRounds} chords, or refused again and again");
    }

    private static string Problem(TaskMessage message, string error) =>
        error.Length == 0 ? $"the key of its queue \"{message.Queue}\" holds something else" : $"its queue \"{message.Queue}\": {KeyFault.Explain(error)}";

    /// <summary>Adds what follows the last part of a chord; a nested header's results are read, as all of them are there but this one.</summary>
    private async Task CompleteAsync(Workflow workflow, ChordPart part, byte[] shape, RedisResult[] encoded, string id, Ending ending, Budget budget)
    {
        var left = budget.Left;
        try
        {
            JsonArray[] ended = [.. encoded.Select(static one => JsonText.ParseResult((byte[])one!)!.AsArray())];
            if (ended.Any(static one => one.Count != 4))
                throw new FormatException("a part is not [1, id, state, result]");
            if (shape.Length == 0)
            {
                workflow.Complete(part, ended, null);
                return;
            }

            // Each result may have the steps of a chain before it.
            var members = JsonNode.Parse(shape, documentOptions: new() { MaxDepth = SignatureMessage.Plain.MaxDepth })!["result"]![1]!.AsArray();
            // A part that ran twice may have ended in two ways: with Celery, too, the last one is the task's result.
            var known = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            foreach (var one in ended)
                known[one[1]!.GetValue<string>()] = one[3];
            if (ending.State == TaskState.Success)
                known[id] = JsonText.Parse(ending.Value.Span);
            workflow.Complete(part, ended, await new HeaderResults(redis, known, budget).JoinAsync(members));
        }
#pragma warning disable CA1031 // These keys are anyone's: whatever stands there, the part is counted, or the chord would never end.
        catch (Exception exception) when (exception is not (QueueUnavailableException or OutOfMemoryException))
#pragma warning restore CA1031
        {
            budget.Return(left);
            workflow.CannotJoin(part, encoded.Length, $"Join error: {LogText.Line(exception.Message, LongestError)}");
        }
    }

    /// <summary>The body that the worker of another part has kept; null for what is none.</summary>
    private static JsonNode? Kept(byte[] body)
    {
        try
        {
            return body.Length > 0 ? JsonText.Parse(body) : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private RedisValue[] Values(Delivery delivery, Outcome outcome, Workflow workflow)
    {
        var result = outcome switch
        {
            Outcome.Complete complete => complete.Result,
            Outcome.DeadLetter lost => lost.Result,
            _ => throw new InvalidOperationException("nothing follows what has not ended"),
        };
        if (result is not null && workflow.Children.Count > 0)
            result = ResultWriter.WithChildren(result, workflow.Children);
        result = _details.Add(result, delivery.Task, QueuePriority.QueueOf(delivery.List));
        List<RedisValue> values =
        [
            delivery.Field, result ?? [], (long)settings.ResultTtl.TotalSeconds, RedisKeys.WakePrefix, RedisKeys.DeadEntry(""),
            $"{session}-{delivery.Sequence}", workflow.Parts.Count,
        ];
        foreach (var part in workflow.Parts)
        {
            RedisValue completes = part.Completes is { } count ? part.IsKept ? -count : count : "";
            var index = part.Index?.ToString(CultureInfo.InvariantCulture) ?? "+inf";
            values.AddRange([RedisKeys.Group(part.Group), index, part.Encoded, completes, part.EncodedBody]);
        }

        if (outcome is Outcome.DeadLetter dead)
            values.AddRange(
                [$"dead{dead.Most}", $"{delivery.List}\n{dead.Deliveries}\n{delivery.Task.Id}\n{delivery.Task.Task}", delivery.Bytes, dead.Reason, ""]);

        var number = 0;
        foreach (var change in workflow.Changes)
        {
            values.AddRange(change switch
            {
                Change.Send send => Push(send.Message),
                Change.Size size => ["size", RedisKeys.Group(size.Group) + ".s", size.Count, "", ""],
                Change.Shape shape => ["set", RedisKeys.Group(shape.Group), SignatureMessage.Bytes(shape.ToMeta()), "", ""],
                Change.Store store => ["store", RedisKeys.Result(store.Id), store.Result, "", ""],
                Change.Refuse no => ["dead", $"{delivery.List}\n0\n{no.Id}\n{no.Task}", no.Signature, no.Reason, $"-{++number}"],
                _ => throw new InvalidOperationException($"{change.GetType()} is no change"),
            });
        }

        return values.Count <= MostArguments ? [.. values] : throw new SignatureException("more follows the task than Redis takes in one step");
    }

    private string ListOf(TaskMessage message) => redis.Settings.Layout.List(message.Queue, message.Priority);

    private RedisValue[] Push(TaskMessage message) =>
        ["push", ListOf(message), EnvelopeWriter.Write(message, NewId()), message.Queue, ""];

    [LoggerMessage(Level = LogLevel.Warning, Message = MessageStore.Repeated)]
    private static partial void LogRepeated(ILogger logger, string id, string task);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "the chord of group {Group} has failed and its body stays PENDING: no part that October's workers have received says what the body is")]
    private static partial void LogNoBody(ILogger logger, string group);

    [LoggerMessage(Level = LogLevel.Error, Message = "the chord of group {Group} has failed: its keys in Redis hold something else than a chord")]
    private static partial void LogUncountable(ILogger logger, string group);

    [LoggerMessage(Level = LogLevel.Error, Message = "task {Id} ({Task}) was not sent and went to the dead-letter queue: {Reason}")]
    private static partial void LogRefused(ILogger logger, string id, string task, string reason);
}
