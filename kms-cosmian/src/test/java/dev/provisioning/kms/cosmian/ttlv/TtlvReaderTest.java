package dev.provisioning.kms.cosmian.ttlv;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TtlvReaderTest {
  private static Ttlv read(String json) throws IOException {
    return TtlvReader.read(json.replace('\'', '"').getBytes(UTF_8));
  }

  private static Ttlv in(String node) throws IOException {
    return read("{'tag':'T','value':[" + node + "]}");
  }

  @Test
  void structure_mayLackItsType() throws IOException {
    Ttlv node = read("{'tag':'T','type':'Structure','value':[{'tag':'A','value':[]}]}");
    assertThat(node.tag()).isEqualTo("T");
    assertThat(node.child("A")).isPresent();
  }

  @Test
  void scalars_areRead() throws IOException {
    assertThat(in("{'tag':'A','type':'TextString','value':'x \\u00e4'}").text("A")).hasValue("x ä");
    assertThat(in("{'tag':'A','type':'Enumeration','value':'AES'}").text("A")).hasValue("AES");
    assertThat(in("{'tag':'A','type':'Enumeration','value':3}").text("A")).hasValue("3");
    assertThat(in("{'tag':'A','type':'Integer','value':-5}").number("A")).hasValue(-5);
    assertThat(in("{'tag':'A','type':'Integer','value':'0x00000010'}").number("A")).hasValue(16);
    assertThat(in("{'tag':'A','type':'LongInteger','value':'0x0000000000015180'}").number("A"))
        .hasValue(86_400);
    assertThat(in("{'tag':'A','type':'LongInteger','value':86400}").number("A")).hasValue(86_400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ByteString','value':'00aBFf'", "ByteString' , 'value' :\t'00aBFf' "})
  void byteString_isReadInEitherCaseAndWhereverItStands(String rest) throws IOException {
    Ttlv node = in("{'tag':'Ä','value':[]},{'tag':'A','type':'" + rest + "}");
    assertThat(node.bytesOf("A")).hasValue(new byte[] {0, (byte) 0xAB, (byte) 0xFF});
  }

  /** Early servers of 5.x cannot tell no bytes from no nodes. */
  @Test
  void structure_withoutNodes_isNoBytes() throws IOException {
    assertThat(in("{'tag':'A','value':[]}").bytesOf("A")).hasValue(new byte[0]);
    assertThat(in("{'tag':'A','value':[{'tag':'B','value':[]}]}").bytesOf("A")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Interval','value':3600", "DateTime','value':'2024'", "Whatever','value':'x'"})
  void nodeOfAnotherType_isCarriedAlong(String rest) throws IOException {
    assertThat(
            in("{'tag':'A','type':'" + rest + "},{'tag':'B','type':'Integer','value':1}")
                .number("B"))
        .hasValue(1);
  }

  @Test
  void child_thatStandsTwice_isNone() throws IOException {
    String twice = "{'tag':'A','type':'TextString','value':'x'}";
    assertThat(in(twice + "," + twice).text("A")).isEmpty();
    assertThat(in(twice + "," + twice).all("A")).hasSize(2);
  }

  @Test
  void child_ofAnotherType_isNone() throws IOException {
    Ttlv node = in("{'tag':'A','type':'TextString','value':'41'}");
    assertThat(node.bytesOf("A")).isEmpty();
    assertThat(node.number("A")).isEmpty();
    assertThat(in("{'tag':'A','type':'ByteString','value':'41'}").text("A")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "{}",
        "{",
        "7",
        "'T'",
        // tag
        "{'type':'Structure','value':[]}",
        "{'tag':7,'value':[]}",
        "{'tag':null,'value':[]}",
        "{'tag':'T'}",
        "{'tag':'T','tag':'T','value':[]}",
        // type
        "{'tag':'T','type':7,'value':[]}",
        "{'tag':'T','type':'Structure'}",
        "{'tag':'T','type':'Structure','type':'Structure','value':[]}",
        // the order
        "{'tag':'T','value':[],'type':'Structure'}",
        "{'type':'Structure','tag':'T','value':[]}",
        // value
        "{'tag':'T','value':{}}",
        "{'tag':'T','value':'x'}",
        "{'tag':'T','value':null}",
        "{'tag':'T','value':[7]}",
        "{'tag':'T','value':[],'value':[]}",
        "{'tag':'T','value':[],'more':1}",
        "{'tag':'T','value':[",
        "{'tag':'T','value':[]",
        "{'tag':'T','value':[]}x",
        "{'tag':'T','value':[]}{'tag':'T','value':[]}",
        "{'tag':'T','type':'TextString','value':7}",
        "{'tag':'T','type':'TextString','value':'x",
        "{'tag':'T','type':'Enumeration','value':true}",
        "{'tag':'T','type':'Enumeration','value':99999999999999999999999}",
        "{'tag':'T','type':'Boolean','value':'true'}",
        "{'tag':'T','type':'Boolean','value':null}",
        "{'tag':'T','type':'Integer','value':'5'}",
        "{'tag':'T','type':'Integer','value':1.5}",
        "{'tag':'T','type':'Integer','value':'0x'}",
        "{'tag':'T','type':'Integer','value':'0x-1'}",
        "{'tag':'T','type':'LongInteger','value':'0x00000000000000000'}",
        "{'tag':'T','type':'LongInteger','value':99999999999999999999}",
        "{'tag':'T','type':'Interval','value':[]}",
        // bytes
        "{'tag':'T','type':'ByteString','value':7}",
        "{'tag':'T','type':'ByteString','value':'0'}",
        "{'tag':'T','type':'ByteString','value':'0G'}",
        "{'tag':'T','type':'ByteString','value':'0x00'}",
        "{'tag':'T','type':'ByteString','value':'\\u00300'}",
        "{'tag':'T','type':'ByteString','value':'0 '}",
        "{'tag':'T','type':'ByteString','value':'ä'}",
        "{'tag':'T','type':'ByteString','value':'00",
        "{'tag':'T','type':'ByteString','value':[7]}",
      })
  void document_thatIsNone_isRefused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @Test
  void document_inAnotherEncoding_isRefused() {
    assertThatThrownBy(() -> TtlvReader.read("{\"tag\":\"T\",\"value\":[]}".getBytes(UTF_16LE)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> TtlvReader.read("\ufeff{\"tag\":\"T\",\"value\":[]}".getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void document_cutOffAnywhere_isRefused() {
    String whole =
        "{'tag':'T','value':[{'tag':'A','type':'ByteString','value':'00AB'},"
            + "{'tag':'B','type':'Boolean','value':true},{'tag':'C','type':'Integer','value':12}]}";
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(IOException.class);
    }
  }

  @Test
  void document_tooDeep_isRefused() {
    String deep = "{'tag':'T','value':[".repeat(200) + "]}".repeat(200);
    assertThatThrownBy(() -> read(deep)).isInstanceOf(IOException.class);
  }

  @Test
  void document_ofTooManyNodes_isRefused() {
    String many = "{'tag':'T','value':[" + "{'tag':'A','value':[]},".repeat(100_000) + "]}";
    assertThatThrownBy(() -> read(many.replace(",]", "]"))).isInstanceOf(IOException.class);
  }

  @Test
  void text_beyondItsBound_isRefused_andBytesAreNot() throws IOException {
    String long65k = "A".repeat(66_000);
    assertThatThrownBy(() -> in("{'tag':'A','type':'TextString','value':'" + long65k + "'}"))
        .isInstanceOf(IOException.class);
    assertThat(in("{'tag':'A','type':'ByteString','value':'" + long65k + "'}").bytesOf("A"))
        .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(33_000));
  }

  @Test
  void close_wipesTheBytesOfAllNodes() throws IOException {
    Ttlv node = in("{'tag':'S','value':[{'tag':'A','type':'ByteString','value':'AB'}]}");
    node.close();
    assertThat(node.child("S").orElseThrow().bytesOf("A")).hasValue(new byte[] {0});
    assertThat(node).hasToString("Ttlv[T]");
  }
}
