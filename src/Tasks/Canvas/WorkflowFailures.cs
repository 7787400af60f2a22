using System.Text.Json.Nodes;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Canvas;

/// <summary>What follows a task, or a signature that is not sent, when it has failed.</summary>
internal sealed partial class Workflow
{
    private const int MostWords = 16 << 20;

    private long _words;

    /// <summary>A task, or one that takes the place of it, has failed: so has the rest of its chain, and its part of a chord.</summary>
    private void Fail(JsonObject request, Ending ending)
    {
        Part(request, ending);
        foreach (var element in Signature.List(request["chain"]).OfType<JsonObject>())
            FailUnsent(element, ending);
        var errbacks = new JsonArray();
        foreach (var errback in Signature.List(request["link_error"]))
        {
            Try(errback!, read =>
            {
                if (_following == Following.Tasks && Signature.Kind(read) != SignatureKind.Task)
                    throw new SignatureException("it is more than one task, and what follows the task may be what its workers have died of");
                errbacks.Add((JsonNode)read);
            });
        }

        if (errbacks.Count > 0)
            Try(errbacks, tasks => _dispatcher.Group(tasks, [request["task_id"]?.DeepClone()], Descent(), isChild: true));
    }

    /// <summary>A signature that will never be sent has failed.</summary>
    private void FailUnsent(JsonObject signature, Ending failed)
    {
        foreach (var end in Ends(signature))
        {
            var ending = Worded(failed);
            var options = Signature.Options(end);
            if (Signature.Id(end) is { } id && IdText.Fits(id))
            {
                var message = new TaskMessage
                {
                    Id = id,
                    Task = Signature.Name(end),
                    GroupId = Signature.Text(options, "group_id"),
                    ParentId = Signature.Text(options, "parent_id"),
                };
                if (!Signature.IsTrue(options["ignore_result"]))
                {
                    var result = ResultWriter.Failure(message, ending.State, ending.Failure!, ending.Traceback, _now);
                    _budget.Store(result.Length);
                    _changes.Add(new Change.Store(id, result));
                }
            }

            Part(options, ending);
        }
    }

    /// <summary>Each of those that are not sent has the words of the failure, as long as these are not too many together.</summary>
    private Ending Worded(Ending ending)
    {
        if (ending.Failure is not { } failure)
            return ending;
        _words += failure.Message.Length + (ending.Traceback?.Length ?? 0);
        if (_words <= MostWords)
            return ending;
        var start = failure.Message[..Math.Min(failure.Message.Length, 100)];
        return ending with { Failure = failure with { Message = $"{start} … (in full in the result of task {_task.Id})" }, Traceback = null };
    }

    /// <summary>None of these will be sent. One that cannot be read is where its message is: in the dead-letter queue.</summary>
    private void FailAll(IReadOnlyList<JsonNode?> signatures, Ending ending)
    {
        foreach (var signature in signatures.OfType<JsonObject>().Take(MostRefused))
        {
            var (changes, parts) = (_changes.Count, _parts.Count);
            try
            {
                FailUnsent(signature, ending);
            }
#pragma warning disable CA1031 // Whatever it says.
            catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
            {
                _changes.RemoveRange(changes, _changes.Count - changes);
                _parts.RemoveRange(parts, _parts.Count - parts);
            }
        }
    }

    private IEnumerable<JsonObject> Ends(JsonObject signature)
    {
        try
        {
            _budget.Copy(signature);
            return [.. Signature.Ends(Signature.Read(signature))];
        }
        catch (SignatureException)
        {
            // Of an unknown kind, or too large: what it says of itself is all there is.
            return signature["options"] is JsonObject && Signature.Text(signature["task"]) is not null ? [signature] : [];
        }
    }

    private void FailBody(ChordPart part, string reason)
    {
        part.IsKept = true;
        var (changes, children) = (_changes.Count, _dispatcher.Children.Count);
        FailSignature(part.Body!, new Ending(TaskState.Failure, Failure: new TaskFailure("ChordError", reason, "celery.exceptions")));
        if (_dispatcher.Children.Count == children)
            return;
        var id = part.Body!["options"] is JsonObject options ? Signature.Text(options, "task_id") : null;
        // Its error links are the children of the body, which has not run.
        var links = new JsonArray([.. _dispatcher.Children.Skip(children).Select(static child => child!.DeepClone())]);
        for (var i = changes; i < _changes.Count; i++)
        {
            if (_changes[i] is Change.Store store && store.Id == id)
                _changes[i] = store with { Result = ResultWriter.WithChildren(store.Result, links) };
        }
    }

    /// <summary>The same for a body of which not even this may be read: then it is a dead letter, and only its part of the chord is counted.</summary>
    private void FailBodyOrRefuse(ChordPart part, string reason)
    {
        part.IsKept = true;
        if (part.Body is not { } body)
            return;
        var (changes, parts) = (_changes.Count, _parts.Count);
        try
        {
            FailBody(part, reason);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            _changes.RemoveRange(changes, _changes.Count - changes);
            _parts.RemoveRange(parts, _parts.Count - parts);
            _changes.Add(new Change.Refuse("", "", SignatureMessage.Bytes(body), reason));
        }
    }

    /// <summary>What would have followed the signature follows its failure: its error links, the rest of its chain, its part of a chord.</summary>
    private void FailSignature(JsonNode signature, Ending ending)
    {
        if (signature is not JsonObject given)
            return;
        FailUnsent(given, ending);
        if (_following == Following.Failures)
            return;
        foreach (var options in (IEnumerable<JsonObject>)[.. Outer(given)])
        {
            options["chord"] = null;
            Fail(options, ending);
        }
    }

    /// <summary>The options of the signature as a whole and of its ends: each may carry error links and the rest of a chain.</summary>
    private IEnumerable<JsonObject> Outer(JsonObject signature)
    {
        var own = signature["options"] as JsonObject;
        if (own is not null)
            yield return own.DeepClone().AsObject();
        foreach (var end in Ends(signature))
        {
            if (own is null || !SameJson.Instance.Equals(Signature.Options(end), own))
                yield return Signature.Options(end).DeepClone().AsObject();
        }
    }
}
