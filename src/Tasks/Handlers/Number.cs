using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace October.Tasks.Handlers;

/// <summary>A number as Python has them: whole numbers of any size, and floating-point ones that stay so (<c>2.0</c> is written <c>2.0</c>).</summary>
public readonly struct Number : IEquatable<Number>
{
    private const int MaxDigits = 10_000;

    private readonly BigInteger _whole;
    private readonly double _float;
    private readonly bool _isFloat;

    private Number(BigInteger whole) => _whole = whole;

    private Number(double value) => (_float, _isFloat) = (value, true);

    /// <summary>A whole number.</summary>
    public static Number Of(BigInteger value) => new(value);

    /// <summary>A floating-point number.</summary>
    public static Number Of(double value) => new(value);

    /// <summary>Python's sum: whole if both are, else floating-point.</summary>
    public static Number operator +(Number left, Number right) =>
        left._isFloat || right._isFloat ? new(left.ToDouble() + right.ToDouble()) : new(left._whole + right._whole);

    /// <summary>True when both are of one kind and equal.</summary>
    public static bool operator ==(Number left, Number right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    public static bool operator !=(Number left, Number right) => !left.Equals(right);

    /// <summary>Reads a JSON number; false for anything else.</summary>
    public static bool TryRead(JsonElement json, out Number value)
    {
        value = default;
        if (json.ValueKind != JsonValueKind.Number)
            return false;
        if (json.TryGetInt64(out var small))
        {
            value = new(new BigInteger(small));
            return true;
        }

        var text = json.GetRawText();
        if (text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0)
        {
            value = new(json.GetDouble());
            return double.IsFinite(value._float);
        }

        if (text.Length > MaxDigits)
            return false;
        value = new(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Writes it as Python's json module does.</summary>
    /// <exception cref="OverflowException">It is not finite: JSON has no such number.</exception>
    public void WriteTo(Utf8JsonWriter json)
    {
        if (!_isFloat && _whole >= long.MinValue && _whole <= long.MaxValue)
            json.WriteNumberValue((long)_whole);
        else if (!_isFloat)
            json.WriteRawValue(Encoding.ASCII.GetBytes(_whole.ToString(CultureInfo.InvariantCulture)), skipInputValidation: true);
        else if (!double.IsFinite(_float))
            throw new OverflowException("the result is too large for a floating-point number");
        else if (_float == Math.Floor(_float) && Math.Abs(_float) < 1e16)
            json.WriteRawValue(_float.ToString("0.0", CultureInfo.InvariantCulture));
        else
            json.WriteNumberValue(_float);
    }

    /// <inheritdoc/>
    public bool Equals(Number other) => _isFloat == other._isFloat && _whole == other._whole && _float.Equals(other._float);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Number other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_isFloat, _whole, _float);

    /// <inheritdoc/>
    public override string ToString() =>
        _isFloat ? _float.ToString(CultureInfo.InvariantCulture) : _whole.ToString(CultureInfo.InvariantCulture);

    private double ToDouble() => _isFloat ? _float : (double)_whole;
}
