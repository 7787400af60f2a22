using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Canvas;

/// <summary>From the signature of one task to the message that is sent.</summary>
internal static class SignatureMessage
{
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Args, kwargs and embed are items of the body's list.</summary>
    private static readonly JsonSerializerOptions InBody = new(Plain) { MaxDepth = EnvelopeReader.MaxDepth - 1 };

    /// <summary>Headers are read with the depth that .NET has as its default.</summary>
    private static readonly JsonSerializerOptions InHeaders = new(Plain) { MaxDepth = 64 };

    /// <param name="signature">It is not used again.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="queue">Where it goes when it names no queue.</param>
    /// <param name="now">The present time.</param>
    /// <param name="newId">Makes ids.</param>
    /// <exception cref="SignatureException">An option cannot be honoured.</exception>
    public static TaskMessage Of(JsonObject signature, Sender sender, string queue, DateTimeOffset now, Func<string> newId)
    {
        var options = Signature.Options(signature);
        return new TaskMessage
        {
            Id = Signature.Id(signature) ?? newId(),
            Task = Signature.Name(signature),
            Args = Part(signature["args"]!),
            Kwargs = Part(signature["kwargs"]!),
            Queue = Queue(options) is { } named ? Allowed(named) : queue,
            Priority = Number(options, "priority") is { } priority ? (int)priority : 0,
            Eta = Seconds(options, "countdown") is { } countdown && countdown > TimeSpan.Zero ? now + countdown : Time(options, "eta", now),
            Expires = Time(options, "expires", now),
            Retries = Number(options, "retries") is { } retries ? (int)retries : 0,
            HardTimeLimit = Seconds(options, "time_limit"),
            SoftTimeLimit = Seconds(options, "soft_time_limit"),
            IgnoreResult = Signature.IsTrue(options["ignore_result"]),
            RootId = Signature.Text(options, "root_id") ?? sender.RootId,
            ParentId = Signature.Text(options, "parent_id") ?? sender.ParentId,
            GroupId = Signature.Text(options, "group_id"),
            GroupIndex = Number(options, "group_index") is { } index ? (int)index : null,
            ReplyTo = Signature.Text(options, "reply_to"),
            Origin = sender.Origin,
            TraceParent = sender.TraceParent,
            SentAt = now,
            Shadow = Signature.Text(options, "shadow"),
            Embed = Embed(options),
            Headers = Headers(options),
        };
    }

    /// <exception cref="SignatureException">It is nested too deep.</exception>
    public static byte[] Bytes(JsonNode json) => Bytes(json, Plain);

    /// <summary>A part of a message's body, as deep as who receives it reads.</summary>
    private static byte[] Part(JsonNode json) => Bytes(json, InBody);

    private static byte[] Bytes(JsonNode json, JsonSerializerOptions options)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(options));
        }
        catch (InvalidOperationException)
        {
            // Nested too deep, or a text with half a surrogate pair: that is sent on as it came.
        }

        try
        {
            return RawJson.Write(json, options.MaxDepth);
        }
        catch (InvalidOperationException exception)
        {
            throw new SignatureException($"it cannot be written as JSON that is nested at most {options.MaxDepth} deep: {exception.Message}");
        }
    }

    /// <summary>What follows the task, which is taken out of its options: there may be much of it.</summary>
    private static ReadOnlyMemory<byte> Embed(JsonObject options)
    {
        var (link, errors, chain, chord) = (Take(options, "link"), Take(options, "link_error"), Take(options, "chain"), Take(options, "chord"));
        var embed = new JsonObject { ["callbacks"] = ListOf(link), ["errbacks"] = ListOf(errors), ["chain"] = chain, ["chord"] = chord };
        return embed["callbacks"] is null && embed["errbacks"] is null && chain is null or JsonArray { Count: 0 } && chord is null ? default : Part(embed);
    }

    private static JsonNode? Take(JsonObject options, string name)
    {
        var option = options[name];
        options.Remove(name);
        return option;
    }

    private static JsonArray? ListOf(JsonNode? option) =>
        option switch { null or JsonArray { Count: 0 } => null, JsonArray list => list, _ => new JsonArray(option) };

    /// <summary>The sender's own headers, and the stamps of Celery 5.3 and later.</summary>
    private static ReadOnlyMemory<byte> Headers(JsonObject options)
    {
        var headers = options["headers"] is JsonObject own ? own.DeepClone().AsObject() : [];
        if (options["stamped_headers"] is JsonArray stamped)
        {
            headers["stamped_headers"] = stamped.DeepClone();
            headers["stamps"] = new JsonObject(stamped.OfType<JsonValue>().Select(name => name.GetValue<string>())
                .Where(options.ContainsKey).Select(name => KeyValuePair.Create(name, options[name]?.DeepClone())));
        }

        return headers.Count == 0 ? default : System.Text.Encoding.UTF8.GetBytes(headers.ToJsonString(InHeaders));
    }

    private static string? Queue(JsonObject options) => Name(options, "queue") ?? Routed(options);

    /// <summary>What an option names, by itself or as an object of kombu's; null when it is not there.</summary>
    private static string? Name(JsonObject options, string option) => options[option] switch
    {
        null => null,
        JsonObject named => Signature.Text(named, "name") ?? throw new SignatureException($"the option {option} has no name"),
        _ => Signature.Text(options, option) ?? throw new SignatureException($"the option {option} is not a text"),
    };

    /// <summary>
    /// A queue by its routing key, as kombu names both alike unless it is told otherwise. Which queues are bound to another exchange the sender's settings say,
    /// which are not here: a list of that name might be served by nobody.
    /// </summary>
    private static string? Routed(JsonObject options)
    {
        var (key, exchange) = (Name(options, "routing_key"), Name(options, "exchange"));
        return string.IsNullOrEmpty(exchange) || exchange == key
            ? key
            : throw new SignatureException($"the option exchange is \"{exchange}\", and only queues are sent to: set the option queue");
    }

    private static string Allowed(string queue) =>
        QueueName.Problem(queue) is { } problem ? throw new SignatureException($"the name of its queue {problem}") : queue;

    /// <exception cref="SignatureException">It is neither null nor a number.</exception>
    private static double? Number(JsonObject options, string name) =>
        Signature.Number(options, name) ?? (options[name] is null ? null : throw new SignatureException($"the option {name} is no number"));

    private static TimeSpan? Seconds(JsonObject options, string name) => Number(options, name) is { } seconds ? Span(seconds, name) : null;

    private static TimeSpan Span(double seconds, string name) => seconds is > -1e9 and < 1e9
        ? TimeSpan.FromSeconds(seconds)
        : throw new SignatureException($"the option {name} is {seconds} s: more than thirty years");

    /// <summary>A time as text, as an object of kombu's, or in seconds from now.</summary>
    private static DateTimeOffset? Time(JsonObject options, string name, DateTimeOffset now)
    {
        if (options[name] is null)
            return null;
        if (Signature.Number(options, name) is { } seconds)
            return now + Span(seconds, name);
        var text = Signature.Text(options, name) ?? (options[name] is JsonObject typed ? Signature.Text(typed, "__value__") : null);
        try
        {
            return CeleryTime.Parse(text ?? throw new MessageFormatException("it is no time"));
        }
        catch (MessageFormatException exception)
        {
            throw new SignatureException($"the option {name}: {exception.Message}");
        }
    }
}
