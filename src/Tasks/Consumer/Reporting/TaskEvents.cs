using System.Text.Json;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Events;
using October.Tasks.Messages;
using October.Tasks.Messages.Headers;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Reporting;

/// <summary>The <c>task-*</c> events of one worker, sent while they are switched on.</summary>
internal sealed class TaskEvents(EventPublisher events, bool isEnabled)
{
    private volatile bool _isEnabled = isEnabled;

    /// <summary>Whether they are sent.</summary>
    public bool IsEnabled => _isEnabled;

    /// <summary>Switches them on or off; false when they were so already.</summary>
    public bool Enable(bool enable)
    {
        var changes = _isEnabled != enable;
        _isEnabled = enable;
        return changes;
    }

    public void Received(Delivery delivery)
    {
        if (!_isEnabled)
            return;
        var (task, texts) = (delivery.Task, HeaderTexts.Read(delivery.Bytes.Span));
        Send("task-received", task, json =>
        {
            json.WriteString("name"u8, texts.Shadow ?? task.Task);
            json.WriteString("args"u8, texts.Args ?? PythonRepr.OfTuple(task.Args.Span));
            json.WriteString("kwargs"u8, texts.Kwargs ?? PythonRepr.Of(task.Kwargs.Span));
            json.WriteString("root_id"u8, task.RootId ?? task.Id);
            json.WriteString("parent_id"u8, task.ParentId);
            json.WriteNumber("retries"u8, task.Retries);
            json.WriteString("eta"u8, task.Eta is { } eta ? CeleryTime.Header(eta) : null);
            json.WriteString("expires"u8, task.Expires is { } expires ? CeleryTime.Header(expires) : null);
        });
    }

    public void Started(TaskMessage task) => Send("task-started", task, static _ => { });

    public void Ended(TaskMessage task, Outcome outcome)
    {
        if (!_isEnabled)
            return;
        switch (outcome)
        {
            case Outcome.Complete { State: TaskState.Success } success:
                Send("task-succeeded", task, json =>
                {
                    json.WriteString("result"u8, success.Result is { } result ? Repr(ResultReader.Read(task.Id, result).Value) : "None");
                    json.WriteNumber("runtime"u8, success.Runtime.TotalSeconds);
                });
                break;
            case Outcome.Complete { State: TaskState.Failure } failure:
                Send("task-failed", task, json => Failure(json, failure.Failure));
                break;
            case Outcome.DeadLetter { Failure: { } failure }:
                Send("task-failed", task, json => Failure(json, failure));
                break;
            case Outcome.Complete revoked:
                Send("task-revoked", task, json =>
                {
                    json.WriteBoolean("terminated"u8, revoked.Signal is not null);
                    if (revoked.Signal is { } signal)
                        json.WriteNumber("signum"u8, signal);
                    else
                        json.WriteNull("signum"u8);
                    json.WriteBoolean("expired"u8, revoked.IsExpired);
                });
                break;
            case Outcome.Delay { IsRetry: true } retry:
                Send("task-retried", task, json => Failure(json, retry.Failure));
                break;
            case Outcome.DeadLetter:
                Send("task-rejected", task, static json => json.WriteBoolean("requeue"u8, false));
                break;
        }
    }

    private static void Failure(Utf8JsonWriter json, RunFailure? failure)
    {
        json.WriteString("exception"u8, failure is null ? "" : $"{failure.Failure.Type}({PythonRepr.OfText(failure.Failure.Message)})");
        json.WriteString("traceback"u8, failure?.Traceback ?? "");
    }

    private static string Repr(JsonElement? value) => value is { ValueKind: not JsonValueKind.Undefined } json
        ? PythonRepr.Of(System.Text.Encoding.UTF8.GetBytes(json.GetRawText()))
        : "None";

    private void Send(string type, TaskMessage task, Action<Utf8JsonWriter> fields)
    {
        if (!_isEnabled)
            return;
        events.Send(type, json =>
        {
            json.WriteString("uuid"u8, task.Id);
            fields(json);
        });
    }
}
