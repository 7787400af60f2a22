using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace October.Tasks.Handlers;

/// <summary>How a type looks in JSON: enough to bind an argument and to write a result without reflection.</summary>
/// <typeparam name="T">The .NET type.</typeparam>
public sealed class JsonType<T>
{
    /// <summary>Reads a value; false when it does not fit.</summary>
    public delegate bool Reader(JsonElement json, [MaybeNullWhen(false)] out T value);

    private readonly Reader _read;
    private readonly Action<Utf8JsonWriter, T> _write;

    /// <summary>Describes a type.</summary>
    /// <param name="name">With its article, for error messages: "a number".</param>
    /// <param name="read">Reads a value.</param>
    /// <param name="write">Writes a value.</param>
    public JsonType(string name, Reader read, Action<Utf8JsonWriter, T> write) => (Name, _read, _write) = (name, read, write);

    /// <summary>With its article, for error messages: "a number".</summary>
    public string Name { get; }

    /// <summary>A required parameter of this type.</summary>
    public Parameter<T> Parameter(string name) => new(name, this);

    /// <summary>A parameter of this type that may be left out.</summary>
    public Parameter<T> Parameter(string name, T otherwise) => new(name, this, otherwise);

    /// <summary>Reads a value; false when it does not fit.</summary>
    public bool TryRead(JsonElement json, [MaybeNullWhen(false)] out T value) => _read(json, out value);

    /// <summary>Writes a value.</summary>
    /// <exception cref="JsonException">It has no JSON form, such as NaN, a cycle, or null where the type has none.</exception>
    public void Write(Utf8JsonWriter json, T value)
    {
        try
        {
            _write(json, value);
        }
        catch (Exception exception) when (exception is not ResultNotWrittenException)
        {
            throw new ResultNotWrittenException(json, exception);
        }
    }
}
