using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace October.Tasks.Handlers;

public sealed class NumberTests
{
    [Fact]
    public void Whole_numbers_of_any_size_add_exactly() =>
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 40]).Sample(static (left, right) =>
        {
            var (a, b) = (new BigInteger(left), new BigInteger(right));
            return Json(Read(Text(a)) + Read(Text(b))) == Text(a + b);
        });

    [Theory]
    [InlineData("2.0", "3", "5.0")]
    [InlineData("0.5", "0.25", "0.75")]
    [InlineData("1e300", "1e300", "2E+300")]
    [InlineData("-0.0", "-0.0", "-0.0")]
    public void A_sum_with_a_floating_point_number_stays_one(string x, string y, string sum) =>
        Assert.Equal(sum, Json(Read(x) + Read(y)));

    [Fact]
    public void A_sum_beyond_the_largest_number_is_an_error() =>
        Assert.Throws<OverflowException>(() => Json(Read("1e308") + Read("1e308")));

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("true")]
    [InlineData("null")]
    public void Only_numbers_are_numbers(string json)
    {
        using var document = JsonDocument.Parse(json);

        Assert.False(Number.TryRead(document.RootElement, out _));
    }

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private static Number Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.True(Number.TryRead(document.RootElement, out var number));
        return number;
    }

    private static string Json(Number number)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            number.WriteTo(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
