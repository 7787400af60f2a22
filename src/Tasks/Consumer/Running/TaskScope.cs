using System.Collections;
using October.Tasks.Messages;

namespace October.Tasks.Consumer.Running;

/// <summary>What each log line that is written while a task runs says of it; made once per run, read only when there is a line.</summary>
internal sealed class TaskScope(TaskMessage task) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("task_id", task.Id),
        1 => new("task", task.Task),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"task_id:{task.Id} task:{task.Task}";
}
