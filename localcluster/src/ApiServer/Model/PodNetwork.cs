using System.Net;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>The loopback addresses that pods of local clusters have: <see cref="Count"/> networks of 256 blocks, from 127.64.0.0/16.</summary>
internal static class PodNetwork
{
    public const int First = 64;
    public const int Count = 30;

    public static bool Contains(IPAddress address) => address.GetAddressBytes() is [127, >= First and < First + Count, _, _];
}
