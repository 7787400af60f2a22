using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Requests.Options;

/// <summary>Where the next page of a list begins: base64url of <c>{v, rv, start}</c>, as the real server makes it.</summary>
internal sealed record ContinueToken(long Revision, ObjectKey LastKey)
{
    private const string FormatVersion = "meta.k8s.io/v1";

    public string Encode()
    {
        var json = new JsonObject { ["v"] = FormatVersion, ["rv"] = Revision, ["start"] = $"{LastKey.Namespace}/{LastKey.Name}\0" };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    public static ContinueToken Decode(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        padded = padded.PadRight(padded.Length + ((4 - (padded.Length % 4)) % 4), '=');
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(padded);
        }
        catch (FormatException)
        {
            throw StatusError.BadRequest("invalid continue token: continue key is not valid: illegal base64 data at input byte 0");
        }

        try
        {
            var json = JsonReading.Parse(bytes).Root;
            var start = (json.StringAt("start") ?? "").TrimEnd('\0').Split('/');
            if (json.StringAt("v") != FormatVersion || json.LongAt("rv") is not { } revision || start.Length != 2)
                throw StatusError.BadRequest("invalid continue token: continue key is not valid: server does not recognize this encoded version");
            return new ContinueToken(revision, new ObjectKey(start[0], start[1]));
        }
        catch (JsonException)
        {
            throw StatusError.BadRequest(
                $"invalid continue token: continue key is not valid: invalid character '{GoQuote(bytes)}' looking for beginning of value");
        }
    }

    private static string GoQuote(byte[] bytes) =>
        bytes.Length == 0 ? "" : bytes[0] is >= 0x20 and < 0x7f ? ((char)bytes[0]).ToString() : $"\\u{bytes[0]:x4}";
}
