"""Words by which names and places are known in Vietnamese text. Lists only; how they are used is beside them.

All stand in lower case, with their diacritics where they have some.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for pair in text.split(","))


# Family names of the Kinh and of the peoples in the north; those of one letter's difference stand apart.
SURNAMES = _words(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh đoàn vương trịnh"
    " trương lâm mai tô tăng hà tạ thái cao châu chu lương lưu quách kiều từ thạch tống tôn hứa nghiêm"
    " khổng phùng ninh đàm đồng giang hàn khúc kim lại lục mạc nông phí thân tiêu triệu ung vi viên âu"
    " bạch bàng bành cù cung diệp doãn dư giáp kha khương lạc liêu lữ ma mã nhan nhâm ngụy sầm sử tào"
    " thi thiều thôi trình tưởng uông lò lường cầm quàng tòng giàng sùng thào hạng lù tẩn phàn"
    " chảo bế cấn chử đổng lèo thiệu trác sơn danh"
)
# Of these, those that mean hardly anything else, also where they are written small.
PLAIN_SURNAMES = _words(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ ngô đinh trịnh trương đàm quách phùng"
)
# Family and clan names of the Central Highlands (Ê Đê, Gia Rai, Ba Na, Xơ Đăng, Cơ Ho, M'Nông).
HIGHLAND_SURNAMES = _words(
    "niê mlô byă êban ayun kbuôr hđơk hwing ênuôl kdăm kpă ksor nay rơchâm rơmah rahlan siu puih rcom"
    " rơông kră krăjăn liêng cil lơmu bkrông buônyă buônkrông knul kmăn kdoh bdap adrơng ksơr rmah hmok"
    " eban bloong kring krajan bing đăk nie mlo bya kpa kbuor ênuol rcăm hlong"
)
# Names between family name and given name that are hardly anything else there.
MIDDLE_NAMES = _words(
    "văn thị đức hữu minh quốc ngọc thanh xuân đình quang công bá duy anh hoàng gia thế trọng mạnh tấn"
    " viết nhật phúc phước kim thu hồng mỹ như bích tuấn hải trung thành tiến chí vĩnh khắc sỹ sĩ cao"
    " trường khánh bảo tường kiều diệu tuyết mai phương thúy thuý tố cẩm ánh lệ hoài thùy thuỳ đăng hùng"
    " nguyên vân"
)
# Of these, those that follow a common word hardly ever.
PLAIN_MIDDLE_NAMES = _words("văn thị")
# How a person is called before the name.
PERSONAL_TITLES = _words(
    "ông bà anh chị cô chú bác cậu dì mợ thím dượng em cháu con vợ chồng mẹ cha má bố thầy cụ sư bé mế"
    " ama ami aduôn aê bok"
)
# What a person is, before the name: longest first where one begins another.
OFFICE_TITLES = (
    "phó chủ tịch", "chủ tịch", "phó bí thư", "bí thư", "phó giám đốc", "giám đốc", "phó trưởng phòng",
    "trưởng phòng", "phó phòng", "phó trưởng ban", "trưởng ban", "phó ban", "trưởng thôn", "thôn trưởng",
    "trưởng bản", "già làng", "tổ trưởng", "tổ phó", "phó hiệu trưởng", "hiệu trưởng", "chánh văn phòng",
    "phó chánh văn phòng", "chánh thanh tra", "thanh tra viên", "cán bộ", "công chức", "viên chức",
    "chuyên viên", "nhân viên", "kế toán", "địa chính", "tư pháp", "văn thư", "đồng chí", "đ/c", "luật sư",
    "bác sĩ", "bác sỹ", "y sĩ", "y tá", "điều dưỡng", "kỹ sư", "giáo viên", "cô giáo", "thầy giáo",
    "công an viên", "trưởng công an", "phó công an", "đại úy", "thượng úy", "trung úy", "thiếu úy",
    "thiếu tá", "trung tá", "thượng tá", "đại tá", "xã đội trưởng", "đại biểu", "kiểm lâm viên",
    "người gửi", "người nộp", "người làm đơn", "người viết", "người đại diện", "chủ hộ", "hộ ông", "hộ bà",
    "chủ doanh nghiệp", "con trai", "con gái", "vợ tôi", "chồng tôi", "mẹ tôi", "cha tôi", "ba tôi",
)  # fmt: skip
# After these words the name follows, whatever it looks like.
NAMING = (
    "tôi tên là", "tôi tên", "tên tôi là", "tên là", "tên của tôi là", "họ và tên", "họ tên", "em tên là",
    "em tên", "cháu tên là", "cháu tên", "tên em là", "tên cháu là", "con tên", "ký tên", "người ký", "tên",
)  # fmt: skip
# After these a name may follow; it is one where it is written as one.
BEING = ("tôi là", "em là", "cháu là", "con là", "mình là", "chúng tôi là", "tôi", "gặp", "là", "do", "của")

# Words in capitals that begin the name of a body or an office, not of a person.
BODIES = _words(
    "sở phòng ban ủy uỷ ubnd hđnd ubmttq mttq hội đảng cục bộ tỉnh huyện xã phường thôn tổ nhà trường"
    " mặt khối một tòa toà viện cổng báo đài luật nghị chỉ kho bưu ngân vpđk vnpt viettel evn bhxh bhyt"
    " gplx cccd cmnd đkkd qsdđ chủ bí phó giám trưởng hiệu chánh"
)
# Pairs that begin like a family name and are none.
NO_NAMES = _pairs(
    "hà nội, hà tĩnh, hà giang, hà nam, hồ chí, thái nguyên, thái bình, thái lan, cao bằng, cao đẳng,"
    "lâm đồng, kiên giang, an giang, bắc giang, tiền giang, hậu giang, đồng nai, đồng tháp, đồng hới,"
    "sơn la, sơn tịnh, sơn hà, sơn tây, sơn mỹ, sơn trà, sơn linh, kim bôi, lương sơn, lai châu,"
    "mai châu, ninh bình, ninh thuận, hải dương, bình dương, bà rịa, cô tô, trà bồng, trà câu,"
    "đoàn thanh, đoàn kiểm, đoàn công, đoàn đại, đoàn thể, đoàn viên, từ ngày, từ khi, từ đó, từ năm,"
    "từ tháng, văn phòng, văn bản, văn hóa, văn hoá, văn thư, hồ sơ, lý do, lý lịch, phạm vi, phạm tội,"
    "phạm pháp, đỗ xe, cao cấp, cao tuổi, cao nhất, lại còn, lại không, lại phải, mai tôi, đồng ý,"
    "đồng thời, đồng chí, đồng bào, thân nhân, thân ái, viên chức, thi công, thi hành, thi tuyển,"
    "trình bày, trình độ, trình báo, công an, dư luận, tiêu chuẩn, tiêu chí, danh sách, danh mục, la cà,"
    "lương tháng, lương hưu, lương thực, lục bình, ma túy, hàng hóa, kiều bào, nông dân, nông nghiệp,"
    "nông thôn, thị xã, thị trấn, thị trường, ông bà, dương lịch, vi phạm, cung cấp, chu đáo, chu kỳ,"
    "thái độ, vũ lực, vũ khí, trang web, trang trại, trang thiết, giáp ranh, giang hồ, tưởng rằng,"
    "tưởng là, khổng lồ, hứa hẹn, hứa giải, hứa là, âu cơ, nghiêm túc, nghiêm trọng, tôn giáo,"
    "tôn trọng, tôn tạo, tạ ơn, hoàng sa, hoàng thành, ninh hòa, mã số, mã vạch, mã hồ, mai mốt,"
    "mai sau, mai này, lâm nghiệp, lâm trường, lâm sản, châu á, châu âu, tăng cường, tăng giá,"
    "tăng thêm, tăng lương, cầm cố, cầm theo, thôi nhé, thôi việc, đào tạo, đào đường, đặng có,"
    "đinh ninh, đàm phán, lã chã, dân tộc, dân vận, kinh tế, khoa học, lao động, giao thông, xây dựng,"
    "môi trường, kiểm lâm, kiểm soát, kiểm tra, quản lý, phục vụ, tiếp dân, đất đai, hành chính,"
    "đối ngoại, tuyên giáo, tổ chức, mặt trận, phụ nữ, cựu chiến, trung ương, công ty, công thương,"
    "tài vụ, y khoa, tư pháp, địa chính, nội vụ, tài chính, tài nguyên, thanh tra, quân sự, trung tâm,"
    "chi cục, chi bộ, liên đoàn, thành phố, quốc hội, việt nam, nhân dân, nhân viên, thông tư,"
    "thông tin, công văn, công chức, kế hoạch, kế toán, giáo viên, điện lực, phận một, phận tiếp,"
    "phận trả, trần nhà, trần trụi, y tế, y học, y dược, y tá, y sĩ, võ thuật, bùi nhùi, vũ trụ, đỗ đạt"
)
# Before a hamlet's name written small among other capitals these say that somebody lives there.
LIVING = _words("ở tại trú ngụ quê về địa chỉ")
# Before these a name in capitals is that of a place or a body.
PLACES = _words(
    "xã phường huyện quận tỉnh phố trấn đảo trường thcs thpt học chợ cầu hồ sông suối núi chùa đền miếu"
    " ty viện khu cụm đồi đập kênh bến cảng ga phủ làng"
)
# Where a name in running text of one case ends.
ENDINGS = _words(
    "ở tại trú ngụ sống sinh là có đã đang sẽ không chưa muốn xin hỏi đề kính gửi nộp làm đi đến về và"
    " với của cho bị được thì mà nhưng nên vì do để khi sau trước này kia nói bảo gọi nhờ số nhà thôn tổ"
    " xã phường huyện tỉnh hiện ngày tuổi năm cùng cư quê từ phản kiến đây ạ nhé trong ngoài người con"
    " em cháu tôi trả ký hướng tiếp nhận yêu đòi hẹn giải thường trực cứ lại cũng phải rất nghỉ vắng bên"
    " theo trưởng chủ khiếu bộ sđt đt cccd cmnd vào ra lên xuống mất nhiều mới qua thấy biết"
)
# Without diacritics these look like names: Tú, Nhã, Nam, Kỳ, Lài, Cung, Lê, Vy, Đỗ, Sơ.
LIKE_NAMES = _words(
    "bao tu nha nam ky lai cung sau vi do be so hien lam cu ra xuong den moi qua sinh phan thuong"
)
# Before "A", "Y" or "K" these say a letter, not a person.
LETTERED = _words(
    "khu nhà lô tòa toà loại hạng mẫu nhóm bảng phòng điểm block tổ lớp cột mục phần phương án khối"
)
# Before the name of where somebody lives; a street's or a hamlet's name may be written small.
HAMLETS = (
    "thôn", "xóm", "ấp", "khu phố", "tổ dân phố", "buôn", "plei", "hẻm", "ngõ", "ngách", "kiệt", "đường",
)  # fmt: skip
# After those words these say no name.
NO_HAMLET = _words(
    "mới nghèo khác nào xóm văn hóa hoá nông dân đi lối bộ sá dây đua mòn làng liên bê đất truyền ống"
    " thủy dưới trên trong ngoài bàn họp nên ai điện nước hỏng xấu chính lớn nhỏ cũ bị trưởng phố không"
    " này đó ấy có bản buôn vắng hẹp rộng cụt giao cho bay biển sắt cao tốc"
)
