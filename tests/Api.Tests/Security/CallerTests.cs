using System.Net;
using Microsoft.AspNetCore.Http;

namespace October.Api.Security;

public sealed class CallerTests
{
    /// <summary>Who has a network of IPv6 has as many addresses as there are requests.</summary>
    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("::1", "::1", true)]
    public void Addresses_that_one_caller_may_choose_from_are_one_caller(string one, string other, bool expected) =>
        Assert.Equal(expected, Of(one) == Of(other));

    [Fact]
    public void Whoever_has_a_key_is_known_by_it_whatever_the_address() =>
        Assert.Equal(Of("192.0.2.1", ApiKey.Of("k3y", Role.Send)), Of("2001:db8::1", ApiKey.Of("k3y", Role.Send)));

    private static Caller Of(string address, ApiKey? key = null)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return Caller.Of(http, key);
    }
}
