using System.Text.Json;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Events;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Reporting;

/// <summary>The <c>task-*</c> events of one worker.</summary>
internal sealed class TaskEvents(EventPublisher events)
{
    private const int Longest = 1024;

    public void Received(TaskMessage task) => Send("task-received", task, json =>
    {
        json.WriteString("name"u8, task.Task);
        json.WriteString("args"u8, Cut(task.Args));
        json.WriteString("kwargs"u8, Cut(task.Kwargs));
        json.WriteString("root_id"u8, task.RootId ?? task.Id);
        json.WriteString("parent_id"u8, task.ParentId);
        json.WriteNumber("retries"u8, task.Retries);
        json.WriteString("eta"u8, task.Eta is { } eta ? CeleryTime.Header(eta) : null);
        json.WriteString("expires"u8, task.Expires is { } expires ? CeleryTime.Header(expires) : null);
    });

    public void Started(TaskMessage task) => Send("task-started", task, static _ => { });

    public void Ended(TaskMessage task, Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Complete { State: TaskState.Success } success:
                Send("task-succeeded", task, json =>
                {
                    json.WriteString(
                        "result"u8,
                        success.Result is null ? "null"
                            : Result(task.Id, success.Result).Value is { } value ? Cut(value.GetRawText())
                            : "null");
                    json.WriteNumber("runtime"u8, success.Runtime.TotalSeconds);
                });
                break;
            case Outcome.Complete { State: TaskState.Failure } failure:
                Send("task-failed", task, json => Failure(json, task.Id, failure.Result));
                break;
            case Outcome.Complete:
                Send("task-revoked", task, static json =>
                {
                    json.WriteBoolean("terminated"u8, false);
                    json.WriteNull("signum"u8);
                    json.WriteBoolean("expired"u8, false);
                });
                break;
            case Outcome.Delay { IsRetry: true } retry:
                Send("task-retried", task, json => Failure(json, task.Id, retry.Result));
                break;
            case Outcome.DeadLetter:
                Send("task-rejected", task, static json => json.WriteBoolean("requeue"u8, false));
                break;
        }
    }

    private static void Failure(Utf8JsonWriter json, string id, byte[]? result)
    {
        var failure = result is null ? null : Result(id, result).Failure;
        json.WriteString("exception"u8, failure is null ? "" : Cut($"{failure.Type}('{failure.Message}')"));
        json.WriteString("traceback"u8, "");
    }

    private static TaskResult Result(string id, byte[] json) => ResultReader.Read(id, json);

    private static string Cut(ReadOnlyMemory<byte> json) => Cut(System.Text.Encoding.UTF8.GetString(json.Span));

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "...";

    private void Send(string type, TaskMessage task, Action<Utf8JsonWriter> fields) => events.Send(type, json =>
    {
        json.WriteString("uuid"u8, task.Id);
        fields(json);
    });
}
