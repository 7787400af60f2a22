using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>
/// How much may be made of what follows one task. Each part of a chord carries a copy of its body, each task of a group one of what follows the group: a
/// message of a few kilobytes can say more than there is memory. What is copied is counted before it is.
/// </summary>
/// <param name="size">How many bytes may be made.</param>
internal sealed class Budget(long size)
{
    /// <summary>How many tasks may be sent at the end of one. Redis makes all of it one step, in which it serves nobody else.</summary>
    public const int MaxTasks = 100_000;

    /// <summary>What nearly all tasks' follow-ups take: so much may be made for many tasks at a time.</summary>
    public const long UsualSize = 4L << 20;

    /// <summary>
    /// The text of all copies and what it takes to hold them, in bytes, for one task at a time, beside a share of what is given. A small container may have no
    /// more memory than that.
    /// </summary>
    public static readonly long MaxSize = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, UsualSize, 128L << 20);

    /// <summary>The same with whatever share of what is given.</summary>
    private static readonly long MaxGranted = Math.Max(MaxSize, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary>What a value takes beside its text.</summary>
    private const int PerValue = 64;

    private const int PerArray = 96;
    private const int PerObject = 256;

    /// <summary>What a result takes that is known before its task is sent.</summary>
    private const int PerResult = 256;

    /// <summary>How often what a message and its result bring may be copied, however large they are.</summary>
    private const int Share = 16;

    /// <summary>What is nested deeper would be read by no worker, and copies are made step by step into the depth.</summary>
    private const int MaxDepth = 256;

    /// <summary>How many signatures that were too large give back what they had used: else those behind the first are refused, which costs nothing.</summary>
    private const int MaxReturns = 8;

    private readonly bool _isLargest = size >= MaxSize;
    private long _size = size;
    private long _total = size;
    private int _tasks = MaxTasks;
    private int _returns;

    /// <summary>As much as ever may be made.</summary>
    public Budget() : this(MaxSize)
    {
    }

    /// <summary>Something was refused that a larger budget may allow.</summary>
    public bool WasTooSmall { get; private set; }

    /// <summary>What is left.</summary>
    public (long Size, int Tasks) Left => (_size, _tasks);

    /// <summary>What is given may be copied some times, unless that is done for many tasks at a time.</summary>
    /// <param name="bytes">Its length.</param>
    public void Grant(long bytes)
    {
        if (!_isLargest)
            return;
        var more = Math.Clamp(Share * bytes, 0, MaxGranted - _total);
        (_size, _total) = (_size + more, _total + more);
    }

    /// <summary>The same for JSON whose length is not known.</summary>
    public void Grant(JsonNode json) => Grant(Text(json, long.MaxValue));

    /// <summary>A task is to be sent.</summary>
    /// <exception cref="SignatureException">It is one too many.</exception>
    public void Send()
    {
        if (--_tasks < 0)
            throw new SignatureException($"more than {MaxTasks} tasks would be sent at the end of one");
    }

    /// <summary>A result is to be made, with an id.</summary>
    /// <exception cref="SignatureException">Too much has been made.</exception>
    public void Freeze() => Take(PerResult);

    /// <summary>Something was made, or read, that has this many bytes.</summary>
    /// <exception cref="SignatureException">Too much has been made.</exception>
    public void Store(long bytes) => Take(PerResult + bytes);

    /// <summary>Copies are to be made.</summary>
    /// <param name="json">Of what.</param>
    /// <param name="times">How many.</param>
    /// <exception cref="SignatureException">They are too large, or it is nested too deep.</exception>
    public void Copy(JsonNode? json, long times = 1)
    {
        if (times > 0 && json is not null)
            Take(Size(json, _size / times, 0) * times);
    }

    /// <summary>The same for arguments.</summary>
    public void CopyArguments(JsonArray? arguments)
    {
        if (arguments is { Count: > 0 })
            Take(Arguments(arguments, _size));
    }

    /// <summary>What was made since then is thrown away.</summary>
    public void Return((long Size, int Tasks) left)
    {
        if (_returns++ < MaxReturns)
            (_size, _tasks) = left;
    }

    private void Take(long size)
    {
        _size -= size;
        Within(size, _size + size);
    }

    /// <summary>The size of JSON; no more of it is looked at than the limit allows.</summary>
    private long Size(JsonNode? json, long limit, int depth)
    {
        if (depth > MaxDepth)
            throw new SignatureException($"it would be nested deeper than {MaxDepth}");
        long total = json is JsonObject ? PerObject : json is JsonArray ? PerArray : PerValue;
        switch (json)
        {
            case JsonObject members:
                var isTask = members["subtask_type"] is null;
                foreach (var (name, value) in members)
                {
                    // Arguments are passed on as the text that they came as: to look at each value would make an object of it.
                    total += name.Length + (name is "args" || (name is "kwargs" && isTask)
                        ? Arguments(value, limit - total)
                        : Size(value, limit - total, depth + 1));
                    Within(total, limit);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                    Within(total += Size(item, limit - total, depth + 1), limit);
                break;
            default:
                total += Text(json, limit);
                break;
        }

        return total;
    }

    private long Arguments(JsonNode? arguments, long limit)
    {
        long total = arguments is JsonObject ? PerObject : PerArray;
        var values = arguments switch { JsonArray items => items, JsonObject members => members.Select(static member => member.Value), _ => [arguments] };
        foreach (var value in values)
            Within(total += PerValue + Text(value, limit - total), limit);
        return total;
    }

    private void Within(long needed, long limit)
    {
        if (needed <= limit)
            return;
        WasTooSmall = !_isLargest;
        throw new SignatureException($"the copies that are made of it would be larger than {MaxSize >> 20} MiB");
    }

    /// <summary>The length of the text.</summary>
    private long Text(JsonNode? json, long limit)
    {
        if (json is null)
            return 4;
        if (json is JsonValue value && value.TryGetValue<JsonElement>(out var element))
            return JsonMarshal.GetRawUtf8Value(element).Length;
        if (json is JsonValue text && text.TryGetValue<string>(out var chars))
            return chars.Length;
        var length = new TextLength(bytes => Within(bytes, limit));
        try
        {
            using var writer = new Utf8JsonWriter(length);
            json.WriteTo(writer);
        }
        catch (InvalidOperationException)
        {
            return RawJson.Write(json, MaxDepth).Length;
        }

        return length.Bytes;
    }

    /// <summary>Takes what is written, and keeps its length.</summary>
    private sealed class TextLength(Action<long> check) : IBufferWriter<byte>
    {
        private byte[] _buffer = new byte[4096];

        public long Bytes { get; private set; }

        public void Advance(int count) => check(Bytes += count);

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer.Length >= sizeHint ? _buffer : _buffer = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
