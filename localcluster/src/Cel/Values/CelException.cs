namespace October.LocalCluster.Cel.Values;

/// <summary>Evaluation failed. An error like any value: <c>&amp;&amp;</c> and <c>||</c> absorb it when the other side decides.</summary>
internal sealed class CelException(string message) : Exception(message)
{
    public static CelException NoSuchOverload() => new("no such overload");

    public static CelException NoSuchKey(object? key) => new($"no such key: {(key is string text ? text : CelText.Of(key))}");
}
