using System.Text;
using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Configuration;

/// <summary>The Secret with the generated key of the api's callers. Of its own, so that only the api's pods mount it.</summary>
internal static class ApiAuth
{
    public static IEnumerable<V1Secret> Render(DesiredInput input) => input.HasGeneratedKey
        ?
        [
            new V1Secret
            {
                Metadata = Meta.Of(input.App, Names.ApiAuth(input.App), Names.Api),
                Type = "Opaque",
                Data = new Dictionary<string, byte[]> { [ApiKeys.Key] = Encoding.UTF8.GetBytes(input.GeneratedKey) },
            },
        ]
        : [];
}
